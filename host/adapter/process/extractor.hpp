// Finding numbers in the output of a program.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/process/outputs.hpp"
#include "base/result.hpp"

namespace archgym::host {

// A number as the program wrote it.
struct Found {
  std::string value;
  std::string unit;     // as printed; "" when none was
  std::string context;  // the text around it, for messages
};

// Immutable and safe to use from any thread.
class Extractor {
 public:
  virtual ~Extractor() = default;

  // All that is there, in order. An error when the source cannot be read or is not of the kind
  // that is expected, or when nothing is found: then it shows what was there instead.
  virtual Result<std::vector<Found>> find(Outputs& outputs) const = 0;
};

// From the declaration of a metric (schema: process.schema.json), not an expression. The error says
// what is wrong with the pattern, path or query.
Result<std::unique_ptr<Extractor>> make_extractor(const boost::json::object& declared);

// The kinds. `source` is stdout, stderr or a path in the working directory.
Result<std::unique_ptr<Extractor>> pattern_extractor(std::string source, const std::string& regex);
Result<std::unique_ptr<Extractor>> key_extractor(std::string source, const std::string& key);
Result<std::unique_ptr<Extractor>> json_extractor(std::string source, std::string pointer);
Result<std::unique_ptr<Extractor>> csv_extractor(std::string source,
                                                 const boost::json::object& place);
Result<std::unique_ptr<Extractor>> xml_extractor(std::string source, const std::string& xpath);
Result<std::unique_ptr<Extractor>> sqlite_extractor(std::string source, std::string query);

// "12.5 ns" or "12.5": a number and what follows it.
Found split_unit(std::string_view text, std::string context);

// A number as programs print it: also with commas between groups of three digits. NaN, infinities
// and everything else are errors.
Result<double> parse_printed(std::string_view text);

}  // namespace archgym::host
