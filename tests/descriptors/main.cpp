// A descriptor of a simulator, through the command line of the host.
//
//   descriptor_test recorded PLUGIN VARIABLE PROGRAM TESTS
//     Every case in TESTS/recorded, with a stand-in (./replay) for the simulator. It lies at
//     PROGRAM in a copy of TESTS/installation, the files that the simulator is installed with.
//   descriptor_test real PLUGIN VARIABLE MANIFEST TESTS
//     The examples of the manifest, and the cases marked "real", with the simulator that the
//     environment variable VARIABLE names. Skipped (exit code 77) where it names none.
//   descriptor_test validate PLUGIN VARIABLE MANIFEST TESTS
//     Every rule of the SDK, with that simulator. Skipped in the same way.
//
// A case is a directory with what ./replay reads and case.json: description, design, workload,
// config and what is expected: status, metrics, and a part of the reason.
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <system_error>
#include <vector>

#include "support/command.hpp"

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace archgym::test;

constexpr int k_skipped = 77;
constexpr double k_tolerance = 1e-9;

std::string text_at(const json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  return value ? std::string(value->as_string()) : "";
}

json::object object_at(const json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  return value ? value->as_object() : json::object();
}

json::object read_object(const fs::path& file) {
  return json::parse(read_file_text(file)).as_object();
}

class Checks {
 public:
  Checks(std::string plugin, std::string variable)
      : plugin_(std::move(plugin)), variable_(std::move(variable)) {}

  bool passed() const { return count_ > 0 && failures_ == 0; }
  int count() const { return count_; }

  // `expected` has the members of an example of a manifest, or of a case.
  void evaluate(const std::string& name, const json::object& expected, const std::string& program) {
    ++count_;
    const TemporaryDirectory directory;
    directory.write("design.json", json::serialize(object_at(expected, "design")));
    directory.write("config.json", json::serialize(object_at(expected, "config")));
    std::vector<std::string> command{ARCHGYM_HOST,  "eval",     "--plugin",    plugin_, "--design",
                                     "design.json", "--config", "config.json", "--json"};
    if (const auto workload = text_at(expected, "workload"); !workload.empty()) {
      command.insert(command.end(), {"--workload", workload});
    }
    const Ran ran = run(command, directory.path(), {{variable_, program}});
    if (ran.out.empty()) return fail(name, "no result: " + ran.err);
    compare(name, expected, json::parse(ran.out).as_object());
  }

  // Without the program: a refusal that says how to name it.
  void evaluate_without_program() {
    ++count_;
    const TemporaryDirectory directory;
    const Ran ran = run({ARCHGYM_HOST, "eval", "--plugin", plugin_}, directory.path(),
                        {{variable_, ""}, {"PATH", "/nonexistent"}});
    if (ran.exit_code != 2 || ran.err.find(variable_) == std::string::npos) {
      fail("without the program", ran.err);
    }
  }

 private:
  void compare(const std::string& name, const json::object& expected, const json::object& result) {
    const std::string wanted = expected.contains("status") ? text_at(expected, "status") : "ok";
    const std::string status = text_at(result, "status");
    const std::string reason(json::serialize(result.at("reason")));
    if (status != wanted) return fail(name, status + ", expected " + wanted + ": " + reason);
    if (const auto part = text_at(expected, "reason"); reason.find(part) == std::string::npos) {
      return fail(name, "the reason is " + reason + ", expected '" + part + "'");
    }
    const auto* declared = expected.if_contains("relative_tolerance");
    const double tolerance = declared ? declared->to_number<double>() : k_tolerance;
    for (const auto& [metric, value] : object_at(expected, "metrics")) {
      const double want = value.to_number<double>();
      const auto* found = result.at("metrics").as_object().if_contains(metric);
      if (!found) return fail(name, "there is no metric " + std::string(metric));
      const double got = found->at("value").to_number<double>();
      if (!(std::abs(got - want) <= tolerance * std::abs(want))) {
        fail(name, std::string(metric) + " is " + std::to_string(got) + ", expected " +
                       std::to_string(want));
      }
    }
  }

  void fail(const std::string& name, const std::string& message) {
    ++failures_;
    std::cerr << plugin_ << ": " << name << ": " << message << "\n";
  }

  std::string plugin_, variable_;
  int count_ = 0, failures_ = 0;
};

std::vector<fs::path> cases_in(const fs::path& tests) {
  std::vector<fs::path> cases;
  for (const auto& entry : fs::directory_iterator(tests / "recorded")) {
    if (fs::exists(entry.path() / "case.json")) cases.push_back(entry.path());
  }
  std::ranges::sort(cases);
  return cases;
}

// The stand-in for a case, where the simulator would be.
fs::path install(const fs::path& root, const fs::path& tests, const std::string& program,
                 const fs::path& recorded) {
  if (fs::exists(tests / "installation")) {
    fs::copy(tests / "installation", root, fs::copy_options::recursive);
  }
  fs::path path = root / program;
  fs::create_directories(path.parent_path());
  std::ofstream(path) << "#!/bin/sh\nexec '" ARCHGYM_REPLAY "' '" << recorded.string()
                      << "' \"$@\"\n";
  fs::permissions(path, fs::perms::owner_all);
  return path;
}

void check_recorded(Checks& checks, const std::string& program, const fs::path& tests) {
  for (const fs::path& recorded : cases_in(tests)) {
    const TemporaryDirectory root;
    const fs::path installed = install(root.path(), tests, program, recorded);
    checks.evaluate(recorded.filename(), read_object(recorded / "case.json"), installed);
  }
  checks.evaluate_without_program();
}

void check_real(Checks& checks, const std::string& program, const fs::path& manifest,
                const fs::path& tests) {
  int number = 0;
  const json::object declared = read_object(manifest);
  if (const auto* examples = declared.if_contains("examples")) {
    for (const auto& example : examples->as_array()) {
      json::object expected = example.as_object();
      expected["design"] = object_at(expected, "parameters");
      checks.evaluate("example " + std::to_string(number++), expected, program);
    }
  }
  for (const fs::path& recorded : cases_in(tests)) {
    const json::object expected = read_object(recorded / "case.json");
    if (expected.contains("real")) checks.evaluate(recorded.filename(), expected, program);
  }
}

// What validate says and its exit code are the test's.
[[noreturn]] void become_validate(const std::string& manifest) {
  execl(ARCHGYM_HOST, ARCHGYM_HOST, "validate", manifest.c_str(), "--level", "thorough",
        "--time-limit", "1800", nullptr);
  throw std::system_error(errno, std::generic_category(), ARCHGYM_HOST);
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() != 5) {
    std::cerr << "expected: recorded|real|validate PLUGIN VARIABLE PROGRAM|MANIFEST TESTS\n";
    return 2;
  }
  const std::string& variable = arguments[2];
  Checks checks(arguments[1], variable);
  if (arguments[0] == "recorded") {
    check_recorded(checks, arguments[3], arguments[4]);
  } else {
    const char* program = std::getenv(variable.c_str());
    if (!program || !*program) {
      std::cout << "skipped: the environment variable " << variable << " names no simulator\n";
      return k_skipped;
    }
    if (arguments[0] == "validate") become_validate(arguments[3]);
    check_real(checks, program, arguments[3], arguments[4]);
  }
  std::cout << checks.count() << " evaluations checked\n";
  return checks.passed() ? 0 : 1;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
