// A program that is kept running and answers lines of JSON with lines of JSON.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "adapter/child.hpp"
#include "adapter/persistent/persistent_program.hpp"
#include "adapter/persistent/pipe_end.hpp"

namespace archgym::host {

// Ends with its object: the program sees the end of its input and has a second to end by itself.
class Conversation {
 public:
  // `log` receives the lines that the program prints on its standard error.
  Conversation(PersistentProgram program, std::function<void(std::string_view)> log);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation();

  const Program& program() const { return program_.program; }

  // Whether there is a program to talk to: after start(), until a call throws.
  bool running() const { return child_.has_value(); }
  // Throws InstanceDead when it cannot be started.
  void start();

  // Send a request, which gets an id, and wait for its answer, which is returned without it.
  // `waiting` is called now and then and may throw. Throws Unreadable when the program says
  // something that is no answer, InstanceDead when it has ended, and Transient when it said
  // something before it was asked: this request has nothing to do with that. It is killed whenever
  // this throws: what it says next would be taken for the answer to another request.
  boost::json::object exchange(boost::json::object request, const std::function<void()>& waiting);

 private:
  std::string answer_line(const std::function<void()>& waiting);
  void send();
  void receive();
  void receive_log();
  void wait();
  void stop();
  [[noreturn]] void report_end();
  std::string name() const { return program_.program.path.filename().string(); }

  PersistentProgram program_;
  std::function<void(std::string_view)> log_;
  std::optional<Child> child_;
  PipeEnd input_, output_, error_;  // of the program
  std::uint64_t requests_ = 0;
  std::string unsent_;        // of the request
  std::string received_;      // since the last answer
  std::size_t searched_ = 0;  // so far there is no end of line in received_
  std::string log_text_;      // the end of what was printed on standard error
  std::size_t logged_ = 0;    // of log_text_, passed on to log_
};

}  // namespace archgym::host
