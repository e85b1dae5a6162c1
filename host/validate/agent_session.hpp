// An agent plugin driven through its C ABI the way a host drives it, with a record of what was
// asked and told.
#pragma once

#include <archgym/agent.h>
#include <archgym/plugin.h>

#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/error_text.hpp"
#include "plugin/host_services.hpp"
#include "plugin/manifest.hpp"
#include "space/space.hpp"

namespace archgym::host::validation {

// A loaded plugin; it is never unloaded.
class AgentLibrary {
 public:
  // Hyperparameters that a session does not give are those given here, else the manifest's
  // defaults.
  explicit AgentLibrary(const std::filesystem::path& library,
                        boost::json::object hyperparameters = {});

  // The agent of a manifest, with the manifest's defaults.
  explicit AgentLibrary(Manifest manifest);

  // nullptr with an adapter of the host.
  const ag_agent_factory* factory() const { return factory_; }
  const Manifest& manifest() const { return manifest_; }
  const boost::json::object& hyperparameters() const { return hyperparameters_; }

 private:
  void load(Manifest manifest);

  const ag_agent_factory* factory_ = nullptr;
  Manifest manifest_;
  boost::json::object hyperparameters_;
};

struct SearchProblem {
  std::shared_ptr<const Space> space;
  std::uint64_t objectives = 1;
  std::uint64_t constraints = 0;
  std::uint64_t budget = 0;  // as an agent sees it: 0 = not known
  std::uint32_t parallelism = 1;
  const ag_space* lent = nullptr;  // how the agent sees the space; nullptr: as hosts of today
};

struct Proposed {
  std::uint64_t trial_id = 0;
  Point point;            // canonical
  bool feasible = false;  // satisfies the constraints of the space
};

// A result to tell.
struct Told {
  std::uint64_t trial_id = 0;
  Point point;
  std::vector<double> objectives;
  std::vector<double> constraints;
  ag_status status = AG_OK;
  double fidelity = 1;
};

// The agent cannot be created for a problem.
class AgentRefused : public std::runtime_error {
 public:
  AgentRefused(ag_status status, const std::string& text)
      : std::runtime_error(text), status_(status) {}
  ag_status status() const { return status_; }

 private:
  ag_status status_;
};

class AgentSession {
 public:
  // Throws AgentRefused with the agent's message when it cannot be created. Without `host`, it gets
  // one that is silent.
  AgentSession(const AgentLibrary& library, const SearchProblem& problem, std::uint64_t seed,
               const boost::json::object& hyperparameters = {}, const ag_host* host = nullptr);
  AgentSession(const AgentSession&) = delete;
  AgentSession& operator=(const AgentSession&) = delete;
  ~AgentSession();

  // Trial ids count up from here; a copy of a session goes on with the same ids.
  void set_next_trial(std::uint64_t id) { next_trial_ = id; }
  std::uint64_t next_trial() const { return next_trial_; }

  // Asks and checks the contract: the answer fits its status, and every value is one of the space.
  // A broken contract throws std::runtime_error. status() is what ask() returned.
  std::vector<Proposed> ask(std::uint64_t count);
  ag_status status() const { return status_; }

  // The same without a look at the values: what was written, canonical or not.
  std::vector<Proposed> ask_unchecked(std::uint64_t count);

  // False: no ag_error is given from now on.
  void set_optional_pointers(bool given) { optional_pointers_ = given; }
  const void* extension(const char* id) const;
  // See ag_agent_episode; the trial itself when it has no such extension.
  std::uint64_t previous(std::uint64_t trial);
  // It has written behind the values of a proposal.
  bool overran() const { return overran_; }

  // Throws std::runtime_error unless the agent takes the trials.
  void tell(const std::vector<Told>& trials);

  std::string save();
  // What the agent returned; message() is its text.
  ag_status load(std::string_view state);
  const std::string& message() const { return message_; }

 private:
  ag_error* given(ErrorText& error) { return optional_pointers_ ? error.get() : nullptr; }
  Proposed checked(Proposed proposed) const;
  void make(const Manifest& manifest, const Point& hyperparameters, std::uint64_t seed,
            const ag_host& host);

  const ag_agent_factory* factory_;
  SearchProblem problem_;
  std::string json_;
  ag_ctx call_;
  ag_problem table_{};
  ag_agent* agent_ = nullptr;
  std::uint64_t next_trial_ = 0;
  ag_status status_ = AG_OK;
  std::string message_;
  bool optional_pointers_ = true;
  bool overran_ = false;
};

// A space from the JSON texts of a manifest's `parameters` and `constraints`.
std::shared_ptr<const Space> make_space(std::string_view parameters,
                                        std::string_view constraints = "[]");

}  // namespace archgym::host::validation
