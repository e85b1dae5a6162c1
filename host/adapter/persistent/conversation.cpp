#include "adapter/persistent/conversation.hpp"

#include <poll.h>

#include <algorithm>
#include <archgym/error.hpp>
#include <array>
#include <utility>

#include "adapter/persistent/answer.hpp"
#include "base/ending.hpp"
#include "json/json.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

constexpr int k_wait_milliseconds = 50;
constexpr int k_farewell_milliseconds = 1000;
constexpr std::size_t k_longest_line = std::size_t{64} << 20;
constexpr std::size_t k_kept_log = 4096;

}  // namespace

Conversation::Conversation(PersistentProgram program, std::function<void(std::string_view)> log)
    : program_(std::move(program)), log_(std::move(log)) {}

Conversation::~Conversation() {
  input_.close();
  if (child_) child_->wait(k_farewell_milliseconds);
}

void Conversation::start() {
  Connection input = connection_to_program();
  Connection output = connection_from_program();
  Connection error = connection_from_program();
  ChildSetup setup;
  setup.program = program_.program.path;
  setup.arguments = program_.arguments;
  setup.variables = program_.variables;
  setup.input = input.theirs.descriptor();
  setup.output = output.theirs.descriptor();
  setup.error = error.theirs.descriptor();
  auto child = Child::start(setup);
  if (!child && child.error().fault == Fault::machine) {
    throw archgym::Transient(child.error().message);
  }
  if (!child) throw archgym::InstanceDead(child.error().message);
  child_.emplace(std::move(*child));
  input_ = std::move(input.ours);
  output_ = std::move(output.ours);
  error_ = std::move(error.ours);
  received_.clear();
  log_text_.clear();
  searched_ = logged_ = 0;
}

void Conversation::stop() {
  child_.reset();
  input_.close();
  output_.close();
  error_.close();
}

json::object Conversation::exchange(json::object request, const std::function<void()>& waiting) {
  try {
    json::object message{{"id", ++requests_}};
    for (auto& member : request) message.emplace(member.key(), std::move(member.value()));
    receive();
    if (!received_.empty()) {
      throw archgym::Transient(name() +
                               " printed a line that it was not asked for: " + excerpt(received_));
    }
    unsent_ = compact(message) + "\n";
    auto answer = read_answer(answer_line(waiting), requests_);
    if (!answer) {
      throw archgym::Unreadable(name() +
                                " printed something that is no answer: " + answer.error().message);
    }
    if (!received_.empty()) {
      throw archgym::Unreadable(
          name() + " answered a request with more than one line: " + excerpt(received_));
    }
    return std::move(*answer);
  } catch (...) {
    stop();
    throw;
  }
}

std::string Conversation::answer_line(const std::function<void()>& waiting) {
  for (send();; send()) {
    const std::size_t end = received_.find('\n', searched_);
    if (end != std::string::npos && unsent_.empty()) {
      std::string line = received_.substr(0, end);
      received_.erase(0, end + 1);
      searched_ = 0;
      return line;
    }
    searched_ = end == std::string::npos ? received_.size() : end;
    if (received_.size() > k_longest_line) {
      throw archgym::Unreadable(name() + " printed a line of more than " +
                                std::to_string(k_longest_line) + " bytes: " + excerpt(received_));
    }
    if (output_.descriptor() < 0) report_end();
    wait();
    receive();
    receive_log();
    waiting();
  }
}

void Conversation::send() {
  if (!unsent_.empty()) unsent_.erase(0, input_.write(unsent_));
  // A program that reads no more can still answer.
  if (input_.descriptor() < 0) unsent_.clear();
}

void Conversation::receive() {
  output_.read(received_);
}

// Keeps the end of it and passes whole lines on.
void Conversation::receive_log() {
  error_.read(log_text_);
  for (std::size_t end; (end = log_text_.find('\n', logged_)) != std::string::npos;) {
    log_(std::string_view(log_text_).substr(logged_, end - logged_));
    logged_ = end + 1;
  }
  if (log_text_.size() > 2 * k_kept_log) {
    const std::size_t dropped = log_text_.size() - k_kept_log;
    log_text_.erase(0, dropped);
    logged_ -= std::min(logged_, dropped);
  }
}

// Until something can be read or written, or some time has passed.
void Conversation::wait() {
  std::array<pollfd, 3> watched{{{output_.descriptor(), POLLIN, 0},
                                 {error_.descriptor(), POLLIN, 0},
                                 {unsent_.empty() ? -1 : input_.descriptor(), POLLOUT, 0}}};
  ::poll(watched.data(), watched.size(), k_wait_milliseconds);
}

void Conversation::report_end() {
  const bool ended = child_->wait(k_farewell_milliseconds);
  receive_log();
  throw archgym::InstanceDead(name() +
                              (ended ? " ended with " + ending_of(child_->wait_status())
                                     : std::string(" closed its standard output")) +
                              last_words(log_text_));
}

}  // namespace archgym::host
