// JSON Schema (draft 7) with errors that a person can act on.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string_view>

#include "base/result.hpp"

namespace archgym::host {

// A compiled schema. Immutable, cheap to copy, safe to use from any thread.
class Schema {
 public:
  // From the schema as JSON. References inside it ("#/definitions/x") are followed, others are
  // errors: schemas here are self-contained.
  static Result<Schema> compile(const boost::json::value& schema);

  // The same for a schema of the program itself, which compile() would accept: its tests know.
  static Result<Schema> compile_own(boost::json::value schema);

  // valijson decides. On a violation the message names the most specific failure: "<where>:
  // parameters[3].type: 'integr' is not allowed (did you mean 'integer'?)".
  Result<void> validate(const boost::json::value& document, std::string_view where) const;

  // `object` with every property that it lacks and that has a `default` in the schema; also in
  // objects inside. Order: what the user gave first.
  static boost::json::object with_defaults(const boost::json::value& schema,
                                           boost::json::object object);

 private:
  struct Compiled;
  explicit Schema(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace archgym::host
