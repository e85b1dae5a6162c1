// The first message to a worker: what to load and how.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "evaluate/setup.hpp"

namespace archgym::host {

struct Hello {
  std::string manifest_text;  // byte for byte what the host read
  std::filesystem::path manifest_path;
  boost::json::object space;  // as the manifest has it settled; empty: the worker is asked for it
  boost::json::object config;
  std::string workload;
  std::uint64_t seed = 0;
  Limits limits;
  std::filesystem::path scratch_root;
  bool keep_scratch = false;
};

Hello hello_of(const EvaluationSetup& setup);
std::string to_text(const Hello& hello);
Result<Hello> hello_from_text(std::string_view text);

// An error as it travels back from a worker.
std::string refusal_text(const Error& error);
Error refusal_from_text(std::string_view text);

}  // namespace archgym::host
