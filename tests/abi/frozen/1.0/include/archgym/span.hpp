/*
 * archgym/span.hpp - views of memory that somebody else owns: a row of elements, and rows of rows.
 *
 * C++17 has no std::span; this is the part of it that the layer needs, and it converts to and from
 * anything with data() and size(), std::span included.
 */
#ifndef ARCHGYM_SPAN_HPP
#define ARCHGYM_SPAN_HPP

#include "cpp.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace archgym {

template <class T>
class Span {
 public:
  using element_type = T;
  using value_type = std::remove_cv_t<T>;
  using iterator = T*;

  constexpr Span() = default;
  constexpr Span(T* data, std::size_t size) : data_(data), size_(size) {}

  /* From a vector, array, std::span, Span<non-const T> ...: the elements must outlive the view. */
  template <
      class Container,
      class = std::enable_if_t<
          !std::is_same_v<std::decay_t<Container>, Span> &&
          std::is_convertible_v<
              std::remove_pointer_t<decltype(std::declval<Container&>().data())> (*)[], T (*)[]> &&
          std::is_convertible_v<decltype(std::declval<Container&>().size()), std::size_t>>>
  constexpr Span(Container&& container) : data_(container.data()), size_(container.size()) {}

  constexpr T* data() const { return data_; }
  constexpr std::size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr T& operator[](std::size_t i) const { return data_[i]; } /* i < size(), not checked */
  constexpr T* begin() const { return data_; }
  constexpr T* end() const { return data_ + size_; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

/* Row-major rows of equal length. */
template <class T>
class Matrix {
 public:
  constexpr Matrix() = default;
  constexpr Matrix(T* data, std::size_t rows, std::size_t columns)
      : data_(data), rows_(rows), columns_(columns) {}

  constexpr T* data() const { return data_; }
  constexpr std::size_t rows() const { return rows_; }
  constexpr std::size_t columns() const { return columns_; }
  constexpr bool empty() const { return data_ == nullptr || rows_ == 0 || columns_ == 0; }
  constexpr Span<T> operator[](std::size_t row) const { return {data_ + row * columns_, columns_}; }

 private:
  T* data_ = nullptr;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
};

}  // namespace archgym

#endif
