// What the settings of an environment stand for: constants of expressions (config.NAME), and files.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <vector>

#include "expression/expression.hpp"

namespace archgym::host {

// A constant for each text, number, true or false of `config`; other settings have no value that an
// expression could use. A text has labels where the schema enumerates its values.
std::vector<Variable> setting_variables(const boost::json::object& config_schema,
                                        const boost::json::object& config);

// The files that settings name which the schema declares with "format": "input-file": texts with a
// '/' that are regular files. Absolute.
std::vector<std::filesystem::path> files_of_settings(const boost::json::object& config_schema,
                                                     const boost::json::object& config);

}  // namespace archgym::host
