// Random designs that nobody has seen yet.
//
// Draws from the space's own uniform sampling and leaves out every design that was drawn or noted
// before. When that gets hard in a small finite space, the designs that are left are listed and
// drawn in random order, so that the space is exhausted exactly.
#pragma once

#include <archgym/space.hpp>
#include <archgym/state.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/key_set.hpp"

namespace archgym::agents {

class UnseenDesigns {
 public:
  UnseenDesigns(Space space, std::uint64_t seed);

  // Remember a canonical design that came from elsewhere. True when it was not known.
  bool note(Values canonical);
  bool seen(Values canonical) const;

  enum class Draw {
    unseen,    // `point` holds a new design; it is seen from now on
    repeated,  // the space is large, and many draws in a row gave seen designs: `point` holds one
    none       // no design is left, or none satisfies the constraints
  };
  // The point is feasible and canonical. Its content is unspecified after `none`.
  Draw draw(Span<ag_value> point);

  // The state has 8 bytes per design that is seen. load() into an object that was just constructed;
  // it takes time for the bytes that are there (and to list a small space), whatever they claim.
  void save(Writer& out) const;
  void load(Reader& in);

 private:
  // The designs of a small space that were unseen when sampling became hard, in the order of their
  // drawing, as ranks: mixed-radix numbers of their indices.
  struct Rest {
    std::vector<std::uint64_t> ranks;
    std::size_t next = 0;
    std::size_t known_before = 0;  // how many designs had been seen
  };

  Rest list_rest() const;
  bool from_rank(std::uint64_t rank, Span<ag_value> point) const;

  Space space_;
  std::uint64_t seed_;
  std::vector<std::uint64_t> radices_;  // choices per parameter; empty when the space is not small
  std::uint64_t ranks_ = 0;             // their product

  KeySet seen_;
  std::vector<std::uint64_t> known_;  // the keys of seen_, in the order in which they came
  std::uint64_t samples_ = 0;         // drawn with space.sample()
  std::optional<Rest> rest_;
};

}  // namespace archgym::agents
