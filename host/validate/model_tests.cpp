#include "validate/model_tests.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/number.hpp"
#include "plugin/error_text.hpp"
#include "validate/model_session.hpp"

namespace archgym::host::validation {
namespace {

constexpr std::uint64_t k_few_rows = 20, k_rows = 100, k_many_rows = 400, k_tested_rows = 100;

ModelSession session_of(Check& check) {
  return {check, check.services().table()};
}

void fit(const Check& check, ModelSession& session, const ModelData& data) {
  if (!session.learns()) return;
  const ag_status status = session.fit(data);
  check.require(status == AG_OK,
                "fit() fails with " + status_name(status) + ": " + session.message());
}

Predicted predict(const Check& check, ModelSession& session, const ModelData& data,
                  bool with_spread = true) {
  Predicted predicted = session.predict(data, with_spread);
  check.require(predicted.status == AG_OK,
                "predict() fails with " + status_name(predicted.status) + ": " + predicted.reason);
  return predicted;
}

bool finite(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

bool same_bytes(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

// The mean absolute error, relative to the spread of what is predicted.
double error_after(Check& check, std::uint64_t rows) {
  auto session = session_of(check);
  fit(check, session, model_data(1, rows));
  const ModelData tested = model_data(2, k_tested_rows);
  const Predicted predicted = predict(check, session, tested);
  double sum = 0;
  for (std::uint64_t output = 0; output < tested.outputs; ++output) {
    double lowest = HUGE_VAL, highest = -HUGE_VAL, absolute = 0;
    for (std::uint64_t k = output; k < tested.y.size(); k += tested.outputs) {
      lowest = std::min(lowest, tested.y[k]);
      highest = std::max(highest, tested.y[k]);
      absolute += std::abs(predicted.mean[k] - tested.y[k]);
    }
    sum += absolute / static_cast<double>(tested.rows) / (highest - lowest);
  }
  return sum / static_cast<double>(tested.outputs);
}

}  // namespace

void predictions_have_the_shape(Check& check) {
  auto session = session_of(check);
  fit(check, session, model_data(1, k_rows));
  for (const std::uint64_t rows : {1, 7, 100}) {
    if (!check.next_case(std::to_string(rows) + " rows")) continue;
    const ModelData data = model_data(2, rows);
    const Predicted predicted = predict(check, session, data);
    check.require(finite(predicted.mean), "a predicted mean is missing or not finite");
    const bool spread = finite(predicted.spread) &&
                        std::ranges::none_of(predicted.spread, [](double s) { return s < 0; });
    check.require(spread, "a predicted standard deviation is missing, negative or not finite");
    const Predicted mean_only = predict(check, session, data, false);
    check.require(same_bytes(mean_only.mean, predicted.mean),
                  "the means are others when no standard deviations are wanted");
  }
}

void wrong_shapes_are_refused(Check& check) {
  const ModelData data = model_data(1, k_rows);
  const auto refused = [&](ag_status status) {
    check.require(status == AG_E_INVALID,
                  "a wrong shape is answered with " + status_name(status) +
                      "; expected AG_E_INVALID (-1): compare dims and outputs with the space");
  };
  auto session = session_of(check);
  if (session.learns()) {
    if (check.next_case("fit() with a column less")) refused(session.fit(data, data.dims - 1, 2));
    if (check.next_case("fit() with an output less")) refused(session.fit(data, data.dims, 1));
  }
  fit(check, session, data);
  if (check.next_case("predict() with a column less")) {
    refused(session.predict(data, true, data.dims - 1, data.outputs).status);
  }
  if (check.next_case("predict() with an output less")) {
    refused(session.predict(data, true, data.dims, data.outputs - 1).status);
  }
}

void saved_models_predict_the_same(Check& check) {
  const ModelData data = model_data(2, k_tested_rows);
  // One after the other: a model may allow one instance per process.
  std::string state;
  Predicted expected;
  {
    auto original = session_of(check);
    fit(check, original, model_data(1, k_rows));
    expected = predict(check, original, data);
    check.require(original.save(state) == AG_OK, "save() fails: " + original.message());
  }
  auto copy = session_of(check);
  const ag_status loaded = copy.load(state);
  check.require(loaded == AG_OK, "load() refuses what save() wrote: " + copy.message());
  const Predicted found = predict(check, copy, data);
  check.require(same_bytes(found.mean, expected.mean) && same_bytes(found.spread, expected.spread),
                "after load() of what save() wrote, the predictions are others");
}

void more_data_helps(Check& check) {
  if (!session_of(check).learns()) check.skip("it is pre-trained only");
  const double few = error_after(check, k_few_rows);
  const double many = error_after(check, k_many_rows);
  const std::string text = "the mean error is " + format_real(few) + " of the range after " +
                           std::to_string(k_few_rows) + " rows and " + format_real(many) +
                           " after " + std::to_string(k_many_rows);
  if (many >= few) check.warn(text + ": it does not learn");
  check.note(text);
}

}  // namespace archgym::host::validation
