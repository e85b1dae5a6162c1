/*
 * archgym/model.hpp - a cost model in C++: a class and one line.
 *
 *   class Forest {
 *    public:
 *     explicit Forest(const archgym::ModelSetup& setup);
 *     void fit(archgym::Matrix<const double> x, archgym::Matrix<const double> y,
 *              archgym::Call& call);                            // absent: pre-trained only
 *     void predict(archgym::Matrix<const double> x, archgym::Matrix<double> mean,
 *                  archgym::Matrix<double> stddev, archgym::Call& call);
 *     void save(archgym::Writer& out) const;
 *     void load(archgym::Reader& in);
 *   };
 *   ARCHGYM_MODEL(Forest)
 *
 * The contract is that of model.h. A row of x is a design point in manifest order (indices as
 * numbers, inactive = NaN), all of them of the shape that the setup says: others are refused. y and
 * the predictions have one column per modelled metric, in its unit. predict() writes mean, and
 * stddev unless that is empty(): the host does not always want it. predict() after load(save())
 * gives the same bytes.
 *
 * Functions report failure by throwing (error.hpp). load() works on an object that was just
 * constructed from the same setup and is thrown away when load() throws.
 */
#ifndef ARCHGYM_MODEL_HPP
#define ARCHGYM_MODEL_HPP

#include "cpp.hpp"
#include "error.hpp"
#include "host.hpp"
#include "hyperparameters.hpp"
#include "model.h"
#include "plugin.hpp"
#include "space.hpp"
#include "span.hpp"
#include "state.hpp"
#include "values.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace archgym {

/* What a model is created with. Outlives the model, which may keep a reference to it. */
class ModelSetup {
 public:
  ModelSetup(const ag_host* host, const ag_model_setup* setup, const ag_value* hyperparameters,
             std::uint64_t hyperparameter_count, std::uint64_t seed)
      : host_(host),
        space_(setup->space),
        outputs_(setup->outputs),
        hyperparameters_(hyperparameters, hyperparameter_count),
        seed_(seed) {}

  Space space() const { return space_; }
  std::uint64_t outputs() const { return outputs_; }                 /* modelled metrics, >= 1 */
  Values hyperparameters() const { return hyperparameters_.view(); } /* in manifest order */
  std::uint64_t seed() const { return seed_; } /* the only source of randomness */

  Host host() const { return host_; }
  void log(Level level, const std::string& text) const { host_.log(level, "model", text); }

 private:
  Host host_;
  Space space_;
  std::uint64_t outputs_;
  detail::Hyperparameters hyperparameters_;
  std::uint64_t seed_;
};

namespace detail {

template <class T>
using Fits =
    decltype(std::declval<T&>().fit(std::declval<Matrix<const double>>(),
                                    std::declval<Matrix<const double>>(), std::declval<Call&>()));
template <class T>
using Predicts = decltype(std::declval<T&>().predict(
    std::declval<Matrix<const double>>(), std::declval<Matrix<double>>(),
    std::declval<Matrix<double>>(), std::declval<Call&>()));

/* The C table of model class T. */
template <class T>
class ModelFactory {
  static_assert(std::is_constructible_v<T, const ModelSetup&>,
                "a model needs a constructor that takes const archgym::ModelSetup&");
  static_assert(has<Predicts, T>,
                "a model needs void predict(archgym::Matrix<const double>, "
                "archgym::Matrix<double>, archgym::Matrix<double>, archgym::Call&)");
  static_assert(has<Saves, T>, "a model needs void save(archgym::Writer&) const");
  static_assert(has<Loads, T>, "a model needs void load(archgym::Reader&)");

 public:
  static const void* table() {
    static constexpr ag_model_factory factory = {sizeof(ag_model_factory),
                                                 0,
                                                 create,
                                                 destroy,
                                                 has<Fits, T> ? fit : nullptr,
                                                 predict,
                                                 save,
                                                 load,
                                                 nullptr};
    return &factory;
  }

 private:
  struct Instance {
    Instance(const ag_host* host_table, const ag_model_setup* given,
             const ag_value* hyperparameters, std::uint64_t hyperparameter_count,
             std::uint64_t seed)
        : host(host_table),
          setup(host_table, given, hyperparameters, hyperparameter_count, seed),
          model(std::make_unique<T>(setup)) {}

    const ag_host* host;
    const ModelSetup setup;
    std::unique_ptr<T> model;
  };

  static Instance& instance(ag_model* model) { return *reinterpret_cast<Instance*>(model); }

  static void expect_shape(const ag_model* model, std::uint64_t dims, std::uint64_t outputs) {
    const ModelSetup& setup = reinterpret_cast<const Instance*>(model)->setup;
    if (dims == setup.space().size() && outputs == setup.outputs()) return;
    throw InvalidArgument("the rows have " + std::to_string(dims) + " parameters and " +
                          std::to_string(outputs) + " outputs, expected " +
                          std::to_string(setup.space().size()) + " and " +
                          std::to_string(setup.outputs()));
  }

  static ag_status AG_CALL create(const ag_host* host, const ag_model_setup* setup,
                                  const ag_value* hyperparameters,
                                  std::uint64_t hyperparameter_count, std::uint64_t seed,
                                  ag_model** out, ag_error* error) noexcept {
    return guarded(error, [&] {
      *out = reinterpret_cast<ag_model*>(
          std::make_unique<Instance>(host, setup, hyperparameters, hyperparameter_count, seed)
              .release());
      return AG_OK;
    });
  }

  static void AG_CALL destroy(ag_model* model) noexcept { delete &instance(model); }

  static ag_status AG_CALL fit(ag_model* model, ag_ctx* context, const double* x, const double* y,
                               std::uint64_t rows, std::uint64_t dims, std::uint64_t outputs,
                               ag_error* error) noexcept {
    return guarded(error, [&] {
      if constexpr (has<Fits, T>) {
        expect_shape(model, dims, outputs);
        Call call(instance(model).host, context);
        instance(model).model->fit(Matrix<const double>(x, rows, dims),
                                   Matrix<const double>(y, rows, outputs), call);
      } else {
        static_cast<void>(model), static_cast<void>(context), static_cast<void>(x);
        static_cast<void>(y), static_cast<void>(rows), static_cast<void>(dims);
        static_cast<void>(outputs);
      }
      return AG_OK;
    });
  }

  static ag_status AG_CALL predict(ag_model* model, ag_ctx* context, const double* x,
                                   std::uint64_t rows, std::uint64_t dims, double* mean,
                                   double* stddev, std::uint64_t outputs,
                                   ag_error* error) noexcept {
    return guarded(error, [&] {
      expect_shape(model, dims, outputs);
      Call call(instance(model).host, context);
      const Matrix<double> spread =
          stddev == nullptr ? Matrix<double>() : Matrix<double>(stddev, rows, outputs);
      instance(model).model->predict(Matrix<const double>(x, rows, dims),
                                     Matrix<double>(mean, rows, outputs), spread, call);
      return AG_OK;
    });
  }

  static ag_status AG_CALL save(ag_model* model, ag_ctx*, const ag_sink* sink,
                                ag_error* error) noexcept {
    return guarded(error, [&] {
      save_state(*instance(model).model, *sink);
      return AG_OK;
    });
  }

  static ag_status AG_CALL load(ag_model* model, ag_ctx*, const ag_source* source,
                                ag_error* error) noexcept {
    return guarded(error, [&] {
      auto loaded = std::make_unique<T>(instance(model).setup);
      load_state(*loaded, *source);
      instance(model).model = std::move(loaded);
      return AG_OK;
    });
  }
};

}  // namespace detail
}  // namespace archgym

/* Make this library the model plugin `Class`. */
#define ARCHGYM_MODEL(Class) \
  ARCHGYM_DETAIL_PLUGIN(AG_MODEL_ID, ::archgym::detail::ModelFactory<Class>::table())

#endif
