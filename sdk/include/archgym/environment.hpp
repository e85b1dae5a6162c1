/*
 * archgym/environment.hpp - a simulator in C++: a class and one line.
 *
 *   class Cache {
 *    public:
 *     explicit Cache(const archgym::EnvironmentSetup& setup);
 *     void evaluate(const archgym::Request& request, archgym::Result& result,
 *                   archgym::Call& call);
 *   };
 *   ARCHGYM_ENVIRONMENT(Cache)
 *
 * The contract is that of env.h. In short: the result is a function of the manifest, the config,
 * the workload, the parameters and the seed; nothing prints, exits or touches the process. Calls on
 * one object never overlap; two objects may run at once only if the manifest says concurrency =
 * "instances".
 *
 * Functions report failure by throwing (error.hpp). What evaluate() throws becomes the status of
 * that one design point; after InstanceDead, ProcessSuspect or an exception that is not an
 * archgym::Error the rest of the batch is answered with AG_E_TRANSIENT: not evaluated, try again
 * elsewhere. A point that fails has no metrics: all of them are NaN.
 *
 * Optional member functions; having one offers the capability to the host:
 *
 *   void evaluate(archgym::Batch& batch, archgym::Call& call);  // a whole batch, instead of one
 *   void interrupt();                                           // [any-thread], see interrupt.h
 *   void save(archgym::Writer& out) const;                      // both: see snapshot.h
 *   void load(archgym::Reader& in);                             // Rejected: nothing may be changed
 *   void reset(archgym::Call& call);                            // both: see episode.h
 *   bool step(const archgym::Request&, archgym::Result&, archgym::Call&);  // true: it ended
 *   // the space of a workload, see draft/env_space.h and space_declaration.hpp
 *   void declare_space(std::string_view workload, archgym::SpaceDeclaration& space);
 */
#ifndef ARCHGYM_ENVIRONMENT_HPP
#define ARCHGYM_ENVIRONMENT_HPP

#include "cpp.hpp"
#include "draft/env_space.h"
#include "env.h"
#include "episode.h"
#include "error.hpp"
#include "host.hpp"
#include "interrupt.h"
#include "plugin.hpp"
#include "snapshot.h"
#include "space_declaration.hpp"
#include "span.hpp"
#include "state.hpp"
#include "values.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace archgym {

/* What an environment is created with. Valid during the constructor only: copy what you keep. */
class EnvironmentSetup {
 public:
  EnvironmentSetup(const ag_host* host, const ag_env_setup* setup)
      : config_json(setup->config_json), resource_dir(setup->resource_dir), host_(host) {}

  std::string_view config_json;  /* NUL-terminated; valid against the manifest's config_schema */
  std::string_view resource_dir; /* NUL-terminated; absolute path of the directory that holds the
                                    manifest and the plugin's data files */

  Host host() const { return host_; } /* this one may be kept */
  void log(Level level, const std::string& text) const { host_.log(level, "environment", text); }

 private:
  Host host_;
};

/* One design point to evaluate, borrowed for the call: its values (values.hpp) and more. */
class Request : public Values {
 public:
  explicit Request(const ag_eval_request* request)
      : Values(request->parameters, static_cast<std::size_t>(request->parameter_count)),
        request_(request) {}

  std::uint64_t seed() const { return request_->seed; } /* the only source of randomness */

  /* NUL-terminated: a workload id of the manifest; or the absolute path of the user's file, where
   * the manifest declares workload files; or empty. */
  std::string_view workload() const { return request_->workload; }

 private:
  const ag_eval_request* request_;
};

namespace detail {

inline void write_all(const ag_sink& sink, std::string_view bytes, const char* what) {
  while (!bytes.empty()) {
    const std::int64_t accepted = sink.write(sink.ctx, bytes.data(), bytes.size());
    if (accepted <= 0) throw Transient(std::string("the host did not accept ") + what);
    bytes.remove_prefix(static_cast<std::size_t>(accepted));
  }
}

}  // namespace detail

/* Where the answer for one design point goes. A metric that is not set was not measured. */
class Result {
 public:
  explicit Result(ag_eval_result* result) : result_(result) {}

  std::size_t size() const { return static_cast<std::size_t>(result_->metric_count); }

  /* Metric i of the manifest, in its unit. */
  void set(std::size_t i, double value) {
    if (i >= result_->metric_count) detail::no_such_position("metric", i, size());
    result_->metrics[i] = value;
  }

  /* This design point has no result, for a reason that people read. The cheap way to say what
   * throwing Infeasible says. */
  void infeasible(std::string_view reason) { fail(AG_INFEASIBLE, reason); }

  /* JSON detail for people and tools, if the host wants it; may be called in pieces. */
  void info(std::string_view json) {
    if (result_->info != nullptr) detail::write_all(*result_->info, json, "the detail of a result");
  }

  ag_status status() const { return result_->status; }

  /* Any other failure; a batch uses it for the points that it could not evaluate. */
  void fail(ag_status status, std::string_view reason) {
    result_->status = detail::report(result_->error, status, reason);
  }

 private:
  ag_eval_result* result_;
};

/* The design points of one call, all independent of each other. Every result starts as AG_OK. */
class Batch {
 public:
  Batch(const ag_eval_request* const* requests, ag_eval_result* const* results, std::uint64_t count)
      : requests_(requests), results_(results), count_(count) {}

  std::size_t size() const { return static_cast<std::size_t>(count_); }
  Request request(std::size_t i) const { return Request(requests_[i]); } /* i < size() */
  Result result(std::size_t i) const { return Result(results_[i]); }

 private:
  const ag_eval_request* const* requests_;
  ag_eval_result* const* results_;
  std::uint64_t count_;
};

namespace detail {

template <class T>
using EvaluatesOne = decltype(std::declval<T&>().evaluate(
    std::declval<const Request&>(), std::declval<Result&>(), std::declval<Call&>()));
template <class T>
using EvaluatesBatch =
    decltype(std::declval<T&>().evaluate(std::declval<Batch&>(), std::declval<Call&>()));
template <class T>
using Interrupts = decltype(std::declval<T&>().interrupt());
template <class T>
using Resets = decltype(std::declval<T&>().reset(std::declval<Call&>()));
template <class T>
using Steps = decltype(std::declval<T&>().step(std::declval<const Request&>(),
                                               std::declval<Result&>(), std::declval<Call&>()));
template <class T>
using DeclaresSpace = decltype(std::declval<T&>().declare_space(std::declval<std::string_view>(),
                                                                std::declval<SpaceDeclaration&>()));

/* The C table of environment class T. */
template <class T>
class EnvironmentFactory {
  static_assert(std::is_constructible_v<T, const EnvironmentSetup&>,
                "an environment needs a constructor that takes const archgym::EnvironmentSetup&");
  static_assert(has<EvaluatesOne, T> || has<EvaluatesBatch, T>,
                "an environment needs void evaluate(const archgym::Request&, archgym::Result&, "
                "archgym::Call&)");
  static_assert(has<Saves, T> == has<Loads, T>,
                "save(archgym::Writer&) const and load(archgym::Reader&) come together");
  static_assert(has<Resets, T> == has<Steps, T>, "reset() and step() come together");

 public:
  static const void* table() {
    static constexpr ag_env_factory factory = {sizeof(ag_env_factory), 0, create, destroy, evaluate,
                                               get_extension};
    return &factory;
  }

 private:
  struct Instance {
    Instance(const ag_host* host_table, const EnvironmentSetup& setup)
        : host(host_table), environment(setup) {}

    const ag_host* host;
    T environment;
  };

  static Instance& instance(ag_env* env) { return *reinterpret_cast<Instance*>(env); }

  static ag_status AG_CALL create(const ag_host* host, const ag_env_setup* given, ag_env** out,
                                  ag_error* error) noexcept {
    return guarded(error, [&] {
      const EnvironmentSetup setup(host, given);
      *out = reinterpret_cast<ag_env*>(std::make_unique<Instance>(host, setup).release());
      return AG_OK;
    });
  }

  static void AG_CALL destroy(ag_env* env) noexcept { delete &instance(env); }

  static ag_status AG_CALL evaluate(ag_env* env, ag_ctx* context,
                                    const ag_eval_request* const* requests,
                                    ag_eval_result* const* results, std::uint64_t count,
                                    ag_error* error) noexcept {
    T& environment = instance(env).environment;
    Call call(instance(env).host, context);
    if constexpr (has<EvaluatesBatch, T>) {
      return guarded(error, [&] {
        for (std::uint64_t i = 0; i < count; ++i) results[i]->status = AG_OK;
        Batch batch(requests, results, count);
        environment.evaluate(batch, call);
        for (std::uint64_t i = 0; i < count; ++i) forget_metrics_of_failure(*results[i]);
        return AG_OK;
      });
    } else {
      for (std::uint64_t i = 0; i < count; ++i) {
        evaluate_one(environment, requests[i], results[i], call);
        if (results[i]->status != AG_E_INSTANCE && results[i]->status != AG_E_PROCESS) continue;
        while (++i < count) {
          Result(results[i])
              .fail(AG_E_TRANSIENT,
                    "not evaluated: an earlier point of the batch ended the instance");
          forget_metrics_of_failure(*results[i]);
        }
      }
      return AG_OK;
    }
  }

  static void evaluate_one(T& environment, const ag_eval_request* request, ag_eval_result* item,
                           Call& call) noexcept {
    Result result(item);
    item->status = AG_OK;
    const ag_status thrown = guarded(item->error, [&] {
      environment.evaluate(Request(request), result, call);
      return AG_OK;
    });
    if (thrown != AG_OK) item->status = thrown;
    forget_metrics_of_failure(*item);
  }

  static void forget_metrics_of_failure(ag_eval_result& item) noexcept {
    if (item.status == AG_OK) return;
    std::fill_n(item.metrics, item.metric_count, std::numeric_limits<double>::quiet_NaN());
  }

  /* Extensions of T, by id. */
  static const void* AG_CALL get_extension(ag_env*, const char* id) noexcept {
    if constexpr (has<Interrupts, T>) {
      static constexpr ag_env_interrupt extension = {sizeof(ag_env_interrupt), 0, interrupt};
      if (std::strcmp(id, AG_ENV_INTERRUPT_ID) == 0) return &extension;
    }
    if constexpr (has<Saves, T>) {
      static constexpr ag_env_snapshot extension = {sizeof(ag_env_snapshot), 0, save, load};
      if (std::strcmp(id, AG_ENV_SNAPSHOT_ID) == 0) return &extension;
    }
    if constexpr (has<Steps, T>) {
      static constexpr ag_env_episode extension = {sizeof(ag_env_episode), 0, reset, step};
      if (std::strcmp(id, AG_ENV_EPISODE_ID) == 0) return &extension;
    }
    if constexpr (has<DeclaresSpace, T>) {
      static constexpr ag_env_space extension = {sizeof(ag_env_space), 0, declare_space};
      if (std::strcmp(id, AG_ENV_SPACE_ID) == 0) return &extension;
    }
    static_cast<void>(id);
    return nullptr;
  }

  static void AG_CALL interrupt(ag_env* env) noexcept {
    guarded(nullptr, [&] {
      instance(env).environment.interrupt();
      return AG_OK;
    });
  }

  static ag_status AG_CALL save(ag_env* env, ag_ctx*, const ag_sink* sink,
                                ag_error* error) noexcept {
    return guarded(error, [&] {
      save_state(instance(env).environment, *sink);
      return AG_OK;
    });
  }

  static ag_status AG_CALL load(ag_env* env, ag_ctx*, const ag_source* source,
                                ag_error* error) noexcept {
    return guarded(error, [&] {
      Reader reader = read_state(*source);
      instance(env).environment.load(reader);
      /* Too late to reject: the state has been replaced. */
      if (!reader.at_end()) throw InstanceDead("the state has more fields than load() reads");
      return AG_OK;
    });
  }

  static ag_status AG_CALL reset(ag_env* env, ag_ctx* context, ag_error* error) noexcept {
    return guarded(error, [&] {
      Call call(instance(env).host, context);
      instance(env).environment.reset(call);
      return AG_OK;
    });
  }

  static ag_status AG_CALL declare_space(ag_env* env, ag_ctx*, const ag_space_request* request,
                                         const ag_sink* out, ag_error* error) noexcept {
    return guarded(error, [&] {
      SpaceDeclaration space;
      instance(env).environment.declare_space(request->workload, space);
      write_all(*out, space.json(), "the declaration of a space");
      return AG_OK;
    });
  }

  static ag_status AG_CALL step(ag_env* env, ag_ctx* context, const ag_eval_request* request,
                                ag_eval_result* item, ag_error*) noexcept {
    Call call(instance(env).host, context);
    Result result(item);
    bool ended = false;
    item->status = AG_OK;
    const ag_status thrown = guarded(item->error, [&] {
      ended = instance(env).environment.step(Request(request), result, call);
      return AG_OK;
    });
    if (thrown != AG_OK) item->status = thrown;
    forget_metrics_of_failure(*item);
    if (ended && item->status == AG_OK) item->status = AG_DONE;
    return AG_OK;
  }
};

}  // namespace detail
}  // namespace archgym

/* Make this library the environment plugin `Class`. */
#define ARCHGYM_ENVIRONMENT(Class) \
  ARCHGYM_DETAIL_PLUGIN(AG_ENV_ID, ::archgym::detail::EnvironmentFactory<Class>::table())

#endif
