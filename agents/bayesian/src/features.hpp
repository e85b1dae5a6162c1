// Design points as rows of numbers that the kernel can compare.
#pragma once

#include <archgym/space.hpp>
#include <cstddef>
#include <vector>

namespace archgym::agents {

// One parameter that can differ between designs, and where its numbers are in a row.
struct Feature {
  enum class Kind {
    number,      // [position in the unit interval, 0]; inactive: [1/2, 1/2]
    category,    // [index]; inactive: [-1]
    permutation  // for each pair of items +1 or -1, which comes first; inactive: 0
  };
  Kind kind;
  std::size_t parameter;  // its position in the space
  std::size_t column;
  std::size_t columns;
};

// Row-major.
struct Rows {
  std::size_t columns = 0;
  std::vector<double> values;

  std::size_t count() const { return columns == 0 ? 0 : values.size() / columns; }
  const double* row(std::size_t i) const { return values.data() + i * columns; }
};

class Features {
 public:
  explicit Features(Space space);

  const std::vector<Feature>& list() const { return features_; }
  std::size_t columns() const { return columns_; }

  Rows none() const { return {columns_, {}}; }
  void append(Values canonical, Rows& rows) const;

 private:
  Space space_;
  std::vector<Feature> features_;
  std::size_t columns_ = 0;
};

}  // namespace archgym::agents
