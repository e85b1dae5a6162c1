/*
 * archgym/hyperparameters.hpp - an owned copy of the hyperparameters of an agent or a model: the
 * host lends the array and its texts only during create().
 */
#ifndef ARCHGYM_HYPERPARAMETERS_HPP
#define ARCHGYM_HYPERPARAMETERS_HPP

#include "cpp.hpp"
#include "values.hpp"

#include <cstdint>
#include <deque>
#include <string>

namespace archgym::detail {

class Hyperparameters {
 public:
  Hyperparameters(const ag_value* values, std::uint64_t count) : values_(values, values + count) {
    for (ag_value& value : values_) {
      if (value.kind != AG_KIND_TEXT) continue;
      value.as.text = texts_.emplace_back(value.as.text).c_str();
    }
  }
  Hyperparameters(const Hyperparameters&) = delete; /* values_ points into texts_ */
  Hyperparameters& operator=(const Hyperparameters&) = delete;

  Values view() const { return values_; }

 private:
  Point values_;
  std::deque<std::string> texts_; /* elements never move */
};

}  // namespace archgym::detail

#endif
