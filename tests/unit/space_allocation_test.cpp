// The functions that run once per evaluation do not touch the heap.
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "../support/random_space.hpp"

namespace {

std::atomic<std::size_t> allocations{0};

}  // namespace

// Every form that pairs with the operator delete below, or sanitizers see a mismatch.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size);
}
void* operator new(std::size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

TEST_CASE("functions on points do not allocate") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const archgym::host::Space space = archgym::test::RandomSpace(seed, {}).make();
    archgym::host::Point point(space.size()), other(space.size());
    std::vector<double> unit(space.size());
    std::vector<std::uint64_t> indices(space.size());
    const auto use_everything = [&] {
      ag_status worst = space.sample(seed, 1, point);
      worst = std::max(worst, space.canonicalise(point));
      space.encode(point, unit);
      worst = std::max(worst, space.decode(unit, other));
      space.to_indices(point, indices);
      worst = std::max(worst, space.from_indices(indices, other));
      space.neighbour(seed, 2, point, other);  // there may be none
      return worst;
    };
    use_everything();  // neighbour() keeps a buffer per thread
    const std::size_t before = allocations;
    const ag_status status = use_everything();
    const std::size_t after = allocations;
    CHECK(status == AG_OK);
    CHECK(after == before);
  }
}
