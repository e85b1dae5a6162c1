// archgym-host in a temporary directory, with the plugins of the tests on its path.
#pragma once

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "support/command.hpp"

namespace archgym::test {

class Host {
 public:
  // `archgym-host <arguments>`.
  Ran operator()(std::vector<std::string> arguments,
                 const std::map<std::string, std::string>& more_variables = {}) const {
    return run(command(std::move(arguments)), directory_.path(), variables(more_variables));
  }

  // Ended by a signal a while after `file`, which the command writes, has appeared.
  Ran signalled(std::vector<std::string> arguments, const std::string& file, int signal,
                int milliseconds,
                const std::map<std::string, std::string>& more_variables = {}) const {
    return run_and_signal(command(std::move(arguments)), directory_.path(),
                          variables(more_variables), signal, directory_.path() / file,
                          std::chrono::milliseconds(milliseconds));
  }

  const TemporaryDirectory& directory() const { return directory_; }

 private:
  static std::vector<std::string> command(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), ARCHGYM_HOST);
    return arguments;
  }
  static std::map<std::string, std::string> variables(std::map<std::string, std::string> more) {
    more.emplace("ARCHGYM_PLUGIN_PATH", ARCHGYM_TEST_PLUGINS);
    return more;
  }

  TemporaryDirectory directory_;
};

inline boost::json::object json_of(const Ran& ran) {
  INFO(ran.err);
  return boost::json::parse(ran.out).as_object();
}

// Every evaluation of a run file without its times, which differ from run to run.
inline std::string trajectory(const Host& host, const std::string& file) {
  const std::string rows = host({"export", file, "--format", "jsonl"}).out;
  std::string kept;
  for (std::size_t at = 0; at < rows.size();) {
    const auto end = rows.find('\n', at);
    const auto line = rows.substr(at, end - at);
    kept += line.substr(0, line.find("\"wall_seconds\"")) + "\n";
    at = end + 1;
  }
  return kept;
}

// A refusal: exit code 2, nothing on stdout, one message that says all of this.
inline void check_refused(const Ran& ran, const std::vector<std::string>& says) {
  INFO(ran.err);
  CHECK(ran.exit_code == 2);
  CHECK(ran.out.empty());
  for (const auto& text : says) CHECK_THAT(ran.err, Catch::Contains(text));
}

}  // namespace archgym::test
