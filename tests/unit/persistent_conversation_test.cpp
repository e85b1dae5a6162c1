// Talking to a program: what it says, what it does not, and how it ends.
#include <unistd.h>

#include <archgym/error.hpp>
#include <catch2/catch.hpp>

#include "adapter/persistent/conversation.hpp"
#include "support/command.hpp"
#include "support/processes.hpp"

namespace archgym::test {
namespace {

using namespace archgym::host;
using Catch::Contains;

// What only the programs of this process have.
const std::string k_mark = std::to_string(::getpid());

// A conversation with a shell script.
class Script {
 public:
  explicit Script(const std::string& text)
      : conversation_({{"/bin/sh", ""}, {"-c", text}, {"ARCHGYM_TEST_SCRIPT=" + k_mark}},
                      [this](std::string_view line) { log.emplace_back(line); }) {
    conversation_.start();
  }

  boost::json::object ask(boost::json::object request = {}) {
    return conversation_.exchange(std::move(request), [this] {
      if (impatient) throw archgym::Cancelled("no more");
    });
  }

  Conversation& conversation() { return conversation_; }

  bool impatient = false;
  std::vector<std::string> log;

 private:
  Conversation conversation_;
};

// Reads a line, answers it, and so on.
const std::string k_obedient =
    "n=0; while read -r line; do n=$((n + 1)); echo \"{\\\"id\\\": $n, \\\"n\\\": $n}\"; done";

template <class Thrown>
void check_ends(const std::string& script, const std::string& message) {
  INFO(script);
  Script program(script);
  CHECK_THROWS_MATCHES(program.ask(), Thrown, Catch::Message(message));
  CHECK_FALSE(program.conversation().running());
}

TEST_CASE("every request has its answer") {
  Script program(k_obedient);
  for (int n = 1; n <= 100; ++n) CHECK(program.ask() == boost::json::object{{"n", n}});
  CHECK(program.conversation().running());
}

TEST_CASE("a request reaches the program on one line") {
  Script program(R"(read -r line; printf '{"id": 1, "got": %s}\n' "$line")");
  const boost::json::object request{{"method", "x"}, {"text", "a\nb"}, {"number", 0.1}};
  const auto answer = program.ask(request);
  CHECK(answer.at("got") ==
        boost::json::object{{"id", 1}, {"method", "x"}, {"text", "a\nb"}, {"number", 0.1}});
}

TEST_CASE("large requests and answers pass while the program writes to its log") {
  // It fills its standard error before it reads anything.
  Script program(
      "head -c 300000 /dev/zero | tr '\\0' x >&2; read -r line; "
      "printf '{\"id\": 1, \"size\": %d, \"text\": \"' ${#line}; "
      "head -c 3000000 /dev/zero | tr '\\0' y; echo '\"}'");
  const auto answer = program.ask({{"text", std::string(1'000'000, 'z')}});
  CHECK(answer.at("size").to_number<std::size_t>() > 1'000'000);
  CHECK(answer.at("text").as_string().size() == 3'000'000);
}

TEST_CASE("the log is passed on line by line") {
  Script program("echo first >&2; echo second >&2; read -r line; echo '{\"id\": 1}'; " +
                 k_obedient);
  program.ask();
  CHECK(program.log == std::vector<std::string>{"first", "second"});
}

TEST_CASE("what is no answer ends the conversation with the line") {
  check_ends<archgym::Unreadable>(
      "read -r line; echo 'Loading 100 %'; sleep 1000",
      "sh printed something that is no answer: answer:1:1: unexpected 'L': 'Loading 100 %'");
  check_ends<archgym::Unreadable>("read -r line; printf '{\"id\": 1}\\nmore\\n'; sleep 1000",
                                  "sh answered a request with more than one line: 'more '");
  check_ends<archgym::Unreadable>("read -r line; echo '{\"id\": 2}'; sleep 1000",
                                  "sh printed something that is no answer: expected the 'id' 1 of "
                                  "the request, found 2: '{\"id\": 2}'");
}

TEST_CASE("a line that was not asked for is noticed before the next request") {
  const TemporaryDirectory directory;
  Script program("cd " + directory.path().string() +
                 "; read -r line; echo '{\"id\": 1}'; while [ ! -e go ]; do sleep 0.01; done; "
                 "echo surprise; touch printed; sleep 1000");
  program.ask();
  directory.write("go", "");
  while (!std::filesystem::exists(directory.path() / "printed")) ::usleep(1000);
  CHECK_THROWS_WITH(program.ask(), "sh printed a line that it was not asked for: 'surprise '");
}

TEST_CASE("a line without an end is given up at some length") {
  Script program("read -r line; tr '\\0' x </dev/zero");
  CHECK_THROWS_WITH(program.ask(), Contains("a line of more than 67108864 bytes: 'xxx"));
}

TEST_CASE("a program that ends says how, and its last words") {
  check_ends<archgym::InstanceDead>(
      "read -r line; echo 'Traceback: no trace' >&2; exit 3",
      "sh ended with exit code 3; the last output was: Traceback: no trace");
  check_ends<archgym::InstanceDead>("kill -SEGV $$",
                                    "sh ended with signal 11 (Segmentation fault)");
  check_ends<archgym::InstanceDead>("exec >&-; sleep 1000", "sh closed its standard output");
}

TEST_CASE("a program that cannot be started is an error") {
  Conversation conversation({{"/nowhere/program", ""}, {}, {}}, [](std::string_view) {});
  CHECK_THROWS_AS(conversation.start(), archgym::InstanceDead);
  CHECK_FALSE(conversation.running());
}

TEST_CASE("waiting can be given up, and nothing of the program is left") {
  Script program("sleep 1000 & sleep 1000");
  program.impatient = true;
  CHECK_THROWS_AS(program.ask(), archgym::Cancelled);
  CHECK_FALSE(program.conversation().running());
  CHECK(all_gone("ARCHGYM_TEST_SCRIPT", k_mark));
  program.impatient = false;
  program.conversation().start();
  CHECK(program.conversation().running());
}

TEST_CASE("at the end the program sees the end of its input, and is killed when it does not care") {
  { Script program(k_obedient); }
  CHECK(all_gone("ARCHGYM_TEST_SCRIPT", k_mark));
  { Script program("trap '' TERM HUP; sleep 1000 & while true; do sleep 1; done"); }
  CHECK(all_gone("ARCHGYM_TEST_SCRIPT", k_mark));
}

}  // namespace
}  // namespace archgym::test
