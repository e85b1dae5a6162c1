// The command line and the environment variables of a program, from templates.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "adapter/process/scope.hpp"
#include "adapter/process/template.hpp"
#include "base/result.hpp"

namespace archgym::host {

class Arguments {
 public:
  // From the member `arguments` of a descriptor. The error has the position, from 0.
  static Result<Arguments> create(const Scope& scope, const boost::json::array& declared);

  Result<std::vector<std::string>> render(const Scope& scope, const Design& design) const;

 private:
  struct Group {
    std::optional<Expression> when;
    std::vector<Template> arguments;
  };

  std::vector<Group> groups_;
};

class Variables {
 public:
  // From the member `environment` of a descriptor. The error names the variable.
  static Result<Variables> create(const Scope& scope, const boost::json::object& declared);

  // "NAME=value".
  Result<std::vector<std::string>> render(const Scope& scope, const Design& design) const;

 private:
  std::vector<std::pair<std::string, Template>> variables_;
};

}  // namespace archgym::host
