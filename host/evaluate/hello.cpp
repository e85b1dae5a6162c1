#include "evaluate/hello.hpp"

#include <algorithm>
#include <array>

#include "json/json.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

// In the order of Fault.
constexpr std::array<std::string_view, 3> k_faults{"input", "failure", "machine"};

}  // namespace

Hello hello_of(const EvaluationSetup& setup) {
  return {setup.manifest->text, setup.manifest->path, setup.manifest->settled,
          setup.config,         setup.workload,       setup.seed,
          setup.limits,         setup.scratch_root,   setup.keep_scratch};
}

std::string to_text(const Hello& hello) {
  return compact(json::object{{"manifest_text", hello.manifest_text},
                              {"manifest_path", hello.manifest_path.string()},
                              {"space", hello.space},
                              {"config", hello.config},
                              {"workload", hello.workload},
                              {"seed", hello.seed},
                              {"limits", to_json(hello.limits)},
                              {"scratch_root", hello.scratch_root.string()},
                              {"keep_scratch", hello.keep_scratch}});
}

Result<Hello> hello_from_text(std::string_view text) {
  auto document = parse(text, "hello");
  if (!document) return tl::unexpected(document.error());
  try {
    const json::object& object = document->as_object();
    auto word = [&object](const char* key) { return std::string(object.at(key).as_string()); };
    return Hello{word("manifest_text"),
                 word("manifest_path"),
                 object.at("space").as_object(),
                 object.at("config").as_object(),
                 word("workload"),
                 object.at("seed").to_number<std::uint64_t>(),
                 limits_from_json(object.at("limits").as_object()),
                 word("scratch_root"),
                 object.at("keep_scratch").as_bool()};
  } catch (const std::exception& error) {
    return failure(std::string("hello: ") + error.what());
  }
}

std::string refusal_text(const Error& error) {
  return compact(json::object{{"fault", k_faults[static_cast<std::size_t>(error.fault)]},
                              {"message", error.message}});
}

Error refusal_from_text(std::string_view text) {
  auto document = parse(text, "refusal");
  const auto* object = document ? document->if_object() : nullptr;
  const auto* fault = object ? object->if_contains("fault") : nullptr;
  const auto* message = object ? object->if_contains("message") : nullptr;
  if (!fault || !message || !message->is_string()) {
    return {Fault::failure, "the worker cannot load the plugin, and does not say why"};
  }
  const auto word = fault->is_string() ? std::string_view(fault->as_string()) : std::string_view();
  const auto* const known = std::ranges::find(k_faults, word);
  const Fault of =
      known == k_faults.end() ? Fault::failure : static_cast<Fault>(known - k_faults.begin());
  return {of, std::string(message->as_string())};
}

}  // namespace archgym::host
