/*
 * archgym/agent.hpp - a search algorithm in C++: a class and one line.
 *
 *   class Walker {
 *    public:
 *     explicit Walker(const archgym::AgentSetup& setup);
 *     void ask(archgym::Proposals& proposals, archgym::Call& call);
 *     void tell(const archgym::Trials& trials, archgym::Call& call);
 *     void save(archgym::Writer& out) const;
 *     void load(archgym::Reader& in);
 *   };
 *   ARCHGYM_AGENT(Walker)
 *
 * The contract is that of agent.h. In short: objectives are minimised, constraints are met when
 * <= 0; the same setup gives the same proposals; tell() may bring results in any order, late,
 * failed, and for trials this agent never proposed; ask() after load(save()) continues the same
 * stream.
 *
 * An agent whose proposals refine earlier trials adds std::uint64_t previous(std::uint64_t
 * trial_id) (episode.h).
 *
 * An agent that calls the host, or other agents (agent_loader.hpp), while it saves and loads writes
 * save(Writer&, Call&) const and load(Reader&, Call&) instead.
 *
 * Functions report failure by throwing (error.hpp). load() works on an object that was just
 * constructed from the same setup and is thrown away when load() throws, so it need not undo
 * anything. Calls on one object never overlap; two objects may run at once only if the manifest
 * says concurrency = "instances".
 */
#ifndef ARCHGYM_AGENT_HPP
#define ARCHGYM_AGENT_HPP

#include "agent.h"
#include "cpp.hpp"
#include "episode.h"
#include "error.hpp"
#include "host.hpp"
#include "hyperparameters.hpp"
#include "plugin.hpp"
#include "space.hpp"
#include "span.hpp"
#include "state.hpp"
#include "values.hpp"

#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace archgym {

/* What an agent is created with. Outlives the agent, which may keep a reference to it. */
class AgentSetup {
 public:
  AgentSetup(const ag_host* host, const ag_problem* problem, const ag_value* hyperparameters,
             std::uint64_t hyperparameter_count, std::uint64_t seed)
      : host_(host),
        problem_(problem),
        hyperparameters_(hyperparameters, hyperparameter_count),
        seed_(seed) {}

  Space space() const { return Space(problem_->space); }
  std::uint64_t objectives() const { return problem_->objective_count; }   /* >= 1 */
  std::uint64_t constraints() const { return problem_->constraint_count; } /* on results */
  std::uint64_t budget() const { return problem_->budget; } /* points to be asked; 0 = not known */
  std::uint32_t parallelism() const { return problem_->parallelism; } /* >= 1 */
  const ag_problem* problem() const { return problem_; }
  std::string_view problem_json() const { return problem_->json == nullptr ? "" : problem_->json; }

  Values hyperparameters() const { return hyperparameters_.view(); } /* in manifest order */
  std::uint64_t seed() const { return seed_; } /* the only source of randomness */

  Host host() const { return host_; }
  void log(Level level, const std::string& text) const { host_.log(level, "agent", text); }

 private:
  Host host_;
  const ag_problem* problem_;
  detail::Hyperparameters hyperparameters_;
  std::uint64_t seed_;
};

/* The answer to one ask(): add 1 .. room() design points, as many as are useful now. Adding none
 * means that nothing can be proposed until more results are told. */
class Proposals {
 public:
  Proposals(ag_proposal* const* slots, std::uint64_t count) : slots_(slots), count_(count) {}

  std::uint64_t room() const { return count_ - filled_; }

  /* Propose a copy of `point`, canonical or not; returns the trial id that tell() will bring. */
  std::uint64_t add(Values point) {
    if (filled_ == count_) throw std::length_error("more proposals than the host asked for");
    ag_proposal& slot = *slots_[filled_];
    if (point.size() != slot.parameter_count) {
      throw std::length_error("a proposal has " + std::to_string(point.size()) +
                              " values, but the space has " + std::to_string(slot.parameter_count) +
                              " parameters");
    }
    if (point.size() != 0) {
      std::memcpy(slot.parameters, point.data(), point.size() * sizeof(ag_value));
    }
    ++filled_;
    return slot.trial_id;
  }

  /* The search is over: the host does not ask again. */
  void finish() { finished_ = true; }

  std::uint64_t filled() const { return filled_; }
  bool finished() const { return finished_; }

 private:
  ag_proposal* const* slots_;
  std::uint64_t count_;
  std::uint64_t filled_ = 0;
  bool finished_ = false;
};

/* One result, borrowed for the call. */
class Trial {
 public:
  explicit Trial(const ag_trial* trial) : trial_(trial) {}

  std::uint64_t id() const { return trial_->trial_id; }
  Values parameters() const { /* canonical */
    return {trial_->parameters, static_cast<std::size_t>(trial_->parameter_count)};
  }

  ag_status status() const { return trial_->status; }
  bool ok() const { return trial_->status == AG_OK || ended(); } /* it has objectives */
  bool ended() const { return trial_->status == AG_DONE; }       /* nothing can follow; episode.h */
  bool pending() const { return trial_->status == AG_PENDING; }  /* still running */

  /* NaN unless ok(). */
  Span<const double> objectives() const {
    return {trial_->objectives, static_cast<std::size_t>(trial_->objective_count)};
  }
  double objective() const { return objectives()[0]; }
  Span<const double> constraints() const {
    return {trial_->constraints, static_cast<std::size_t>(trial_->constraint_count)};
  }

  /* It has objectives and meets every constraint. */
  bool feasible() const {
    if (!ok()) return false;
    for (const double value : constraints()) {
      if (!(value <= 0.0)) return false;
    }
    return true;
  }

  double fidelity() const { return trial_->fidelity; } /* 1 = the full simulator */

  const ag_trial& table() const { return *trial_; }

 private:
  const ag_trial* trial_;
};

class Trials {
 public:
  class Iterator {
   public:
    explicit Iterator(const ag_trial* const* position) : position_(position) {}
    Trial operator*() const { return Trial(*position_); }
    Iterator& operator++() {
      ++position_;
      return *this;
    }
    bool operator==(const Iterator& other) const { return position_ == other.position_; }
    bool operator!=(const Iterator& other) const { return position_ != other.position_; }

   private:
    const ag_trial* const* position_;
  };

  Trials(const ag_trial* const* trials, std::uint64_t count) : trials_(trials), count_(count) {}

  std::size_t size() const { return static_cast<std::size_t>(count_); }
  Trial operator[](std::size_t i) const { return Trial(trials_[i]); } /* i < size() */
  Iterator begin() const { return Iterator(trials_); }
  Iterator end() const { return Iterator(trials_ + count_); }

 private:
  const ag_trial* const* trials_;
  std::uint64_t count_;
};

namespace detail {

template <class T>
using AgentAsk =
    decltype(std::declval<T&>().ask(std::declval<Proposals&>(), std::declval<Call&>()));
template <class T>
using AgentTell =
    decltype(std::declval<T&>().tell(std::declval<const Trials&>(), std::declval<Call&>()));

template <class T>
using AgentRefines = decltype(std::declval<const T&>().previous(std::declval<std::uint64_t>()));

template <class T>
using AgentSaves =
    decltype(std::declval<const T&>().save(std::declval<Writer&>(), std::declval<Call&>()));
template <class T>
using AgentLoads =
    decltype(std::declval<T&>().load(std::declval<Reader&>(), std::declval<Call&>()));

/* The C table of agent class T. */
template <class T>
class AgentFactory {
  static_assert(std::is_constructible_v<T, const AgentSetup&>,
                "an agent needs a constructor that takes const archgym::AgentSetup&");
  static_assert(has<AgentAsk, T>, "an agent needs void ask(archgym::Proposals&, archgym::Call&)");
  static_assert(has<AgentTell, T>,
                "an agent needs void tell(const archgym::Trials&, archgym::Call&)");
  static_assert(has<Saves, T> || has<AgentSaves, T>,
                "an agent needs void save(archgym::Writer&) const");
  static_assert(has<Loads, T> || has<AgentLoads, T>, "an agent needs void load(archgym::Reader&)");

 public:
  static const void* table() {
    static constexpr ag_agent_factory factory = {
        sizeof(ag_agent_factory), 0, create, destroy, ask, tell, save, load, get_extension};
    return &factory;
  }

 private:
  struct Instance {
    Instance(const ag_host* host_table, const ag_problem* problem, const ag_value* hyperparameters,
             std::uint64_t hyperparameter_count, std::uint64_t seed)
        : host(host_table),
          setup(host_table, problem, hyperparameters, hyperparameter_count, seed),
          agent(std::make_unique<T>(setup)) {}

    const ag_host* host;
    const AgentSetup setup;
    std::unique_ptr<T> agent;
  };

  static Instance& instance(ag_agent* agent) { return *reinterpret_cast<Instance*>(agent); }

  static ag_status AG_CALL create(const ag_host* host, const ag_problem* problem,
                                  const ag_value* hyperparameters,
                                  std::uint64_t hyperparameter_count, std::uint64_t seed,
                                  ag_agent** out, ag_error* error) noexcept {
    return guarded(error, [&] {
      *out = reinterpret_cast<ag_agent*>(
          std::make_unique<Instance>(host, problem, hyperparameters, hyperparameter_count, seed)
              .release());
      return AG_OK;
    });
  }

  static void AG_CALL destroy(ag_agent* agent) noexcept { delete &instance(agent); }

  static ag_status AG_CALL ask(ag_agent* agent, ag_ctx* context, ag_proposal* const* out,
                               std::uint64_t count, std::uint64_t* filled,
                               ag_error* error) noexcept {
    return guarded(error, [&] {
      Proposals proposals(out, count);
      Call call(instance(agent).host, context);
      instance(agent).agent->ask(proposals, call);
      *filled = proposals.filled();
      if (proposals.finished()) return AG_DONE;
      return proposals.filled() == 0 ? AG_AGAIN : AG_OK;
    });
  }

  static ag_status AG_CALL tell(ag_agent* agent, ag_ctx* context, const ag_trial* const* trials,
                                std::uint64_t count, ag_error* error) noexcept {
    return guarded(error, [&] {
      Call call(instance(agent).host, context);
      instance(agent).agent->tell(Trials(trials, count), call);
      return AG_OK;
    });
  }

  static ag_status AG_CALL save(ag_agent* agent, [[maybe_unused]] ag_ctx* context,
                                const ag_sink* sink, ag_error* error) noexcept {
    return guarded(error, [&] {
      if constexpr (has<AgentSaves, T>) {
        Call call(instance(agent).host, context);
        Writer writer;
        std::as_const(*instance(agent).agent).save(writer, call);
        write_state(*sink, writer);
      } else {
        save_state(*instance(agent).agent, *sink);
      }
      return AG_OK;
    });
  }

  static ag_status AG_CALL load(ag_agent* agent, [[maybe_unused]] ag_ctx* context,
                                const ag_source* source, ag_error* error) noexcept {
    return guarded(error, [&] {
      auto loaded = std::make_unique<T>(instance(agent).setup);
      if constexpr (has<AgentLoads, T>) {
        Call call(instance(agent).host, context);
        Reader reader = read_state(*source);
        loaded->load(reader, call);
        check_end(reader);
      } else {
        load_state(*loaded, *source);
      }
      instance(agent).agent = std::move(loaded);
      return AG_OK;
    });
  }

  static const void* AG_CALL get_extension(ag_agent*, [[maybe_unused]] const char* id) noexcept {
    if constexpr (has<AgentRefines, T>) {
      static constexpr ag_agent_episode extension = {sizeof(ag_agent_episode), 0, previous};
      if (std::strcmp(id, AG_AGENT_EPISODE_ID) == 0) return &extension;
    }
    return nullptr;
  }

  static std::uint64_t AG_CALL previous(ag_agent* agent, std::uint64_t trial_id) noexcept {
    std::uint64_t previous = UINT64_MAX; /* no trial: hosts refuse it */
    guarded(nullptr, [&] {
      previous = std::as_const(*instance(agent).agent).previous(trial_id);
      return AG_OK;
    });
    return previous;
  }
};

}  // namespace detail
}  // namespace archgym

/* Make this library the agent plugin `Class`. */
#define ARCHGYM_AGENT(Class) \
  ARCHGYM_DETAIL_PLUGIN(AG_AGENT_ID, ::archgym::detail::AgentFactory<Class>::table())

#endif
