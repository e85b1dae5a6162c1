/*
 * archgym/agent_loader.hpp - an agent that runs other agents, in C++ (see agent_loader.h).
 *
 *   archgym::LoadedAgent member(setup, "genetic", seed);
 *   const auto answer = member.ask(call, 8, first_trial);
 *   member.tell(call, trial);
 *
 * Functions throw what error.hpp has for the status that the other agent returned. An object is
 * used like any agent: one call at a time. It must be destroyed before the AgentSetup.
 */
#ifndef ARCHGYM_AGENT_LOADER_HPP
#define ARCHGYM_AGENT_LOADER_HPP

#include "agent.hpp"
#include "agent_loader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace archgym {

class LoadedAgent {
 public:
  /* On the caller's problem, with default hyperparameters. Throws InvalidArgument when there is no
   * such agent, Unsupported when it does not fit or the host loads no agents. */
  LoadedAgent(const AgentSetup& setup, const std::string& name, std::uint64_t seed)
      : name_(name), size_(setup.space().size()) {
    const auto* loader =
        static_cast<const ag_host_agents*>(setup.host().extension(AG_HOST_AGENTS_ID));
    if (!AG_HAS(ag_host_agents, loader, create)) {
      throw Unsupported("this host does not load agents for other agents (" AG_HOST_AGENTS_ID ")");
    }
    ErrorBuffer error;
    check(loader->create(setup.host().table(), name.c_str(), setup.problem(), seed, &factory_,
                         &agent_, error.get()),
          error);
  }
  LoadedAgent(LoadedAgent&& other) noexcept
      : name_(std::move(other.name_)),
        size_(other.size_),
        factory_(other.factory_),
        agent_(std::exchange(other.agent_, nullptr)) {}
  LoadedAgent& operator=(LoadedAgent&& other) noexcept {
    std::swap(name_, other.name_);
    std::swap(size_, other.size_);
    std::swap(factory_, other.factory_);
    std::swap(agent_, other.agent_);
    return *this;
  }
  ~LoadedAgent() {
    if (agent_ != nullptr) factory_->destroy(agent_);
  }

  const std::string& name() const { return name_; }

  struct Answer {
    std::vector<Point> points; /* canonical or not; of trials first_trial, first_trial + 1, ... */
    bool finished = false;     /* the search is over */
  };
  /* Up to `count` >= 1 designs; none and not finished: more results are needed first. */
  Answer ask(Call& call, std::uint64_t count, std::uint64_t first_trial) {
    Answer answer;
    answer.points.assign(static_cast<std::size_t>(count), Point(size_));
    std::vector<ag_proposal> proposals;
    std::vector<ag_proposal*> pointers;
    proposals.reserve(answer.points.size());
    for (Point& point : answer.points) {
      proposals.push_back({sizeof(ag_proposal), 0, first_trial++, point.data(), point.size()});
      pointers.push_back(&proposals.back());
    }
    std::uint64_t filled = 0;
    ErrorBuffer error;
    const ag_status status =
        factory_->ask(agent_, call.context(), pointers.data(), count, &filled, error.get());
    if (status != AG_AGAIN && status != AG_DONE) check(status, error);
    if (filled > count) throw std::length_error(name_ + " filled more proposals than asked for");
    answer.points.resize(static_cast<std::size_t>(filled));
    answer.finished = status == AG_DONE;
    return answer;
  }

  void tell(Call& call, const ag_trial& trial) {
    const ag_trial* trials = &trial;
    ErrorBuffer error;
    check(factory_->tell(agent_, call.context(), &trials, 1, error.get()), error);
  }

  std::string save(Call& call) const {
    std::string bytes;
    const ag_sink sink = {sizeof(ag_sink), 0, &bytes, append};
    ErrorBuffer error;
    check(factory_->save(agent_, call.context(), &sink, error.get()), error);
    return bytes;
  }

  /* Of an object that was just created. Throws Rejected for bytes that are not a state of it. */
  void load(Call& call, std::string_view bytes) {
    const ag_source source = {sizeof(ag_source), 0, &bytes, take};
    ErrorBuffer error;
    check(factory_->load(agent_, call.context(), &source, error.get()), error);
  }

 private:
  class ErrorBuffer {
   public:
    ag_error* get() { return &error_; }
    std::string text() const {
      return {buffer_.data(), std::min<std::size_t>(error_.length, buffer_.size())};
    }

   private:
    std::array<char, 512> buffer_{};
    ag_error error_{sizeof(ag_error), AG_OK, buffer_.data(), buffer_.size(), 0};
  };

  void check(ag_status status, const ErrorBuffer& error) const {
    const std::string text = name_ + ": " + error.text();
    switch (status) {
      case AG_OK:
        return;
      case AG_CANCELLED:
        throw Cancelled(text);
      case AG_E_INVALID:
        throw InvalidArgument(text);
      case AG_E_UNSUPPORTED:
        throw Unsupported(text);
      case AG_E_REJECTED:
        throw Rejected(text);
      case AG_E_TRANSIENT:
        throw Transient(text);
      default:
        throw InstanceDead(text);
    }
  }

  static std::int64_t AG_CALL append(void* out, const void* bytes, std::uint64_t size) noexcept {
    try {
      static_cast<std::string*>(out)->append(static_cast<const char*>(bytes),
                                             static_cast<std::size_t>(size));
      return static_cast<std::int64_t>(size);
    } catch (...) {
      return AG_E_TRANSIENT;
    }
  }

  static std::int64_t AG_CALL take(void* in, void* bytes, std::uint64_t size) noexcept {
    auto& rest = *static_cast<std::string_view*>(in);
    const std::size_t taken = std::min(static_cast<std::size_t>(size), rest.size());
    if (taken != 0) std::memcpy(bytes, rest.data(), taken);
    rest.remove_prefix(taken);
    return static_cast<std::int64_t>(taken);
  }

  std::string name_;
  std::size_t size_;
  const ag_agent_factory* factory_ = nullptr;
  ag_agent* agent_ = nullptr;
};

}  // namespace archgym

#endif
