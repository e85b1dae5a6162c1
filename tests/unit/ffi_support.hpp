// Manifests of the ffi adapter over the library of tests/plugins/good/shapes, and calls of them.
#pragma once

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "adapter/adapted_environment.hpp"
#include "adapter/ffi/ffi_environment.hpp"
#include "plugin/error_text.hpp"

namespace archgym::test {

namespace json = boost::json;

// A descriptor with the parameters x (integer), r (real, in ns), on (bool), c (a, b or d), and with
// the metrics m and n. `ffi` is its member, without the library.
inline host::Manifest ffi_manifest(const std::string& ffi, const std::string& library = SHAPES) {
  json::object descriptor = json::parse(ffi).as_object();
  descriptor["library"] = {{"name", library}};
  json::object manifest = json::parse(R"({
    "manifest_version": 1, "id": "org.example.f", "name": "f", "kind": "environment",
    "version": "1.0.0", "summary": "F.", "adapter": "ffi",
    "config_schema": {"type": "object", "properties": {
      "k": {"type": "integer", "default": 6}, "text": {"type": "string", "default": "four"}}},
    "parameters": [
      {"name": "x", "type": "integer", "minimum": -9, "maximum": 300, "default": 4, "description": "X."},
      {"name": "r", "type": "real", "minimum": 0, "maximum": 9, "default": 2.5, "unit": "ns", "description": "R."},
      {"name": "on", "type": "bool", "default": true, "description": "On."},
      {"name": "c", "type": "categorical", "values": ["a", "b", "d"], "default": "b", "description": "C."},
      {"name": "w", "type": "integer", "minimum": 1, "maximum": 9, "default": 7, "when": "on", "description": "W."}],
    "metrics": [
      {"name": "m", "unit": "ns", "direction": "minimize", "description": "M."},
      {"name": "n", "unit": "1", "direction": "none", "description": "N."}],
    "workloads": [{"id": "abc", "description": "ABC."}, {"id": "missing", "description": "Not there."}],
    "examples": [{"metrics": {"m": 0}}]})")
                              .as_object();
  manifest["ffi"] = std::move(descriptor);
  auto read =
      host::parse_manifest(json::serialize(manifest), std::string(RESOURCES) + "/f.archgym.json");
  INFO((read ? "" : read.error().message));
  REQUIRE(read);
  return *read;
}

// A descriptor with one function whose return value is both metrics.
inline std::string calling(const std::string& name, const std::string& arguments,
                           const std::string& returned = "double") {
  return R"({"function": {"name": ")" + name + R"(", "arguments": [)" + arguments +
         R"(], "returns": {"type": ")" + returned +
         R"("}}, "metrics": {"m": {"output": "result"}, "n": {"output": "result"}}})";
}

struct Answer {
  ag_status status = AG_OK;
  std::string reason;
  std::vector<double> metrics;
};

class Instance {
 public:
  explicit Instance(host::Manifest manifest)
      : manifest_(std::move(manifest)),
        services_([this](int, std::string_view, std::string_view text) { log += text; }),
        environment_(host::wrap(services_, adapted())) {}

  Answer operator()(const std::string& point = "{}", std::uint64_t seed = 1,
                    const char* workload = "abc") {
    const auto values = manifest_.space->parse(json::parse(point).as_object());
    REQUIRE(values);
    Answer answer;
    answer.metrics.assign(2, -1);
    host::ErrorText reason;
    const ag_eval_request request{sizeof(request), 0,    values->data(),
                                  values->size(),  seed, workload};
    ag_eval_result result{sizeof(result), AG_OK, answer.metrics.data(), 2, reason.get(), nullptr};
    const ag_eval_request* requests[] = {&request};
    ag_eval_result* results[] = {&result};
    ag_ctx call;
    REQUIRE(environment_.evaluate(call, requests, results, nullptr) == AG_OK);
    answer.status = result.status;
    answer.reason = reason.text("");
    return answer;
  }
  double value(const std::string& point = "{}", std::uint64_t seed = 1) {
    const Answer answer = (*this)(point, seed);
    INFO(answer.reason);
    REQUIRE(answer.status == AG_OK);
    return answer.metrics[0];
  }

  std::string log;

 private:
  std::unique_ptr<host::AdaptedEnvironment> adapted() {
    auto made =
        host::adapt_function(services_, manifest_, host::complete_config(manifest_, {}).value());
    INFO((made ? "" : made.error().message));
    REQUIRE(made);
    return std::move(*made);
  }

  host::Manifest manifest_;
  host::HostServices services_;
  host::Environment environment_;
};

// The message of a refusal.
inline std::string refusal(const host::Manifest& manifest) {
  const host::HostServices services({});
  auto made = host::adapt_function(services, manifest, host::complete_config(manifest, {}).value());
  REQUIRE(!made);
  CHECK(made.error().fault == host::Fault::input);
  return made.error().message;
}
inline std::string refusal(const std::string& ffi, const std::string& library = SHAPES) {
  return refusal(ffi_manifest(ffi, library));
}

}  // namespace archgym::test
