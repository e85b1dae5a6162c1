// A whole descriptor, read and checked before any library is loaded.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "adapter/ffi/results.hpp"
#include "adapter/ffi/signature.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host::ffi {

struct Plan {
  Context context;
  Signature function;
  Results results;
  std::optional<Signature> init;
  std::optional<Results> init_ok;
  std::string destroy;  // "": none
};

// The config is complete.
Result<Plan> read_plan(const Manifest& manifest, const boost::json::object& config);

}  // namespace archgym::host::ffi
