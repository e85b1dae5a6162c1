// Texts with places for the values of a design.
//
//   ${Name}          the value of a parameter: a number, true or false, a label; the items of a
//                    permutation, joined by commas
//   ${Name:UNIT}     a number converted from the parameter's unit
//   ${Name:SEPARATOR}  the items of a permutation, joined by that
//   ${expression}    a number computed from parameters and settings, such as ${Size * 1024} or
//                    ${config.instructions * Share / 100}
//   ${workload}, ${seed}, ${resources}, ${config.NAME}
//   ${if condition} ... ${else} ... ${end}
//   $${              the characters ${
//
// Values are inserted once and never read as a template again. A directive (if, else, end) that is
// alone on its line takes the whole line with it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/process/escape.hpp"
#include "adapter/process/scope.hpp"
#include "base/result.hpp"

namespace archgym::host {

// Immutable after parsing.
class Template {
 public:
  // The error has the line of `text`, from 1, when there are several.
  static Result<Template> parse(std::string_view text, const Scope& scope, Format format);

  Template(Template&& other) noexcept;
  Template& operator=(Template&& other) noexcept;
  ~Template();

  // The text for a design. An error when a text cannot be written in this format, when the value
  // of a parameter is not safe in an argument (an absolute path, or one with ".."), or when a
  // parameter is inactive.
  Result<std::string> render(const Scope& scope, const Design& design) const;

  struct Node;

 private:
  explicit Template(Format format, std::vector<std::unique_ptr<Node>> nodes);

  Format format_;
  std::vector<std::unique_ptr<Node>> nodes_;
};

}  // namespace archgym::host
