// Minimum of a smooth function in a box.
#pragma once

#include <functional>
#include <vector>

namespace archgym::agents {

// Returns the value and fills in the gradient, which has the size of the point.
using SmoothFunction =
    std::function<double(const std::vector<double>& at, std::vector<double>& gradient)>;

struct Minimum {
  std::vector<double> at;
  double value;
};

// Limited-memory BFGS (Nocedal, Wright: Numerical optimization, 2006, algorithm 7.4) with
// projection onto the box and backtracking. Stops after `evaluations` calls, or earlier when a step
// gains next to nothing. The start is moved into the box.
Minimum minimise(const SmoothFunction& function, std::vector<double> start,
                 const std::vector<double>& lower, const std::vector<double>& upper,
                 int evaluations);

}  // namespace archgym::agents
