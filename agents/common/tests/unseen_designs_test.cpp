#include "common/unseen_designs.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "common/design_key.hpp"
#include "support/agent_session.hpp"

using archgym::Reader;
using archgym::Rejected;
using archgym::Space;
using archgym::Writer;
using archgym::agents::design_key;
using archgym::agents::UnseenDesigns;
using archgym::host::test::make_space;

namespace {

constexpr std::uint64_t k_seed = 3;

// 24 combinations, 14 designs: b is only active when a > 1.
Space small() {
  static const auto space = make_space(R"([
    { "name": "a", "type": "integer", "minimum": 0, "maximum": 3, "default": 0,
      "description": "d" },
    { "name": "b", "type": "ordinal", "values": [1, 2, 3, 4, 5, 6], "default": 1,
      "description": "d", "when": "a > 1" }
  ])");
  return Space(&space->table());
}

Space large() {
  static const auto space = make_space(R"([
    { "name": "r", "type": "real", "minimum": 0, "maximum": 1, "default": 0, "description": "d" }
  ])");
  return Space(&space->table());
}

// The key of the next design, 0 at the end.
std::uint64_t drawn(UnseenDesigns& designs, Space space) {
  archgym::Point point(space.size());
  if (designs.draw(point) != UnseenDesigns::Draw::unseen) return 0;
  return design_key(point);
}

std::string saved(const UnseenDesigns& designs) {
  Writer out;
  designs.save(out);
  return out.fields();
}

UnseenDesigns loaded(Space space, const std::string& state) {
  UnseenDesigns designs(space, k_seed);
  Reader in(state);
  designs.load(in);
  REQUIRE(in.at_end());
  return designs;
}

struct Forged {
  std::uint64_t samples = 0;
  std::vector<std::uint64_t> known;
  bool listed = false;
  std::uint64_t known_before = 0;
  std::uint64_t next = 0;
};

std::string state_of(const Forged& forged) {
  Writer out;
  out.u64(forged.samples);
  out.u64(forged.known.size());
  for (const std::uint64_t key : forged.known) out.u64(key);
  out.boolean(forged.listed);
  if (forged.listed) {
    out.u64(forged.known_before);
    out.u64(forged.next);
  }
  return out.fields();
}

}  // namespace

TEST_CASE("a small space is exhausted, whenever the state is saved and loaded") {
  for (int at = 0; at < 14; ++at) {
    CAPTURE(at);
    UnseenDesigns original(small(), k_seed);
    REQUIRE(original.note(small().initial()));
    std::set<std::uint64_t> keys{design_key(small().initial())};
    for (int k = 0; k < at; ++k) {
      if (const std::uint64_t key = drawn(original, small())) CHECK(keys.insert(key).second);
    }
    UnseenDesigns copy = loaded(small(), saved(original));
    CHECK(saved(copy) == saved(original));
    while (const std::uint64_t key = drawn(original, small())) {
      CHECK(drawn(copy, small()) == key);
      CHECK(keys.insert(key).second);
    }
    CHECK(drawn(copy, small()) == 0);
    CHECK(keys.size() == 14);
  }
}

TEST_CASE(
    "a loaded state of a large space goes on with the same draws and knows the earlier ones") {
  UnseenDesigns original(large(), k_seed);
  archgym::Point first(1);
  REQUIRE(original.draw(first) == UnseenDesigns::Draw::unseen);
  REQUIRE(original.note(large().initial()));
  UnseenDesigns copy = loaded(large(), saved(original));
  CHECK(copy.seen(first));
  CHECK(copy.seen(large().initial()));
  for (int k = 0; k < 100; ++k) CHECK(drawn(copy, large()) == drawn(original, large()));
}

TEST_CASE("loading takes no time for draws that a state only claims") {
  for (const Space space : {small(), large()}) {
    for (const std::uint64_t samples : {std::uint64_t{1} << 48, ~std::uint64_t{0}}) {
      UnseenDesigns designs = loaded(space, state_of({samples, {1, 2, 3}, false, 0, 0}));
      CHECK(drawn(designs, space) != 0);
    }
  }
}

TEST_CASE("a state whose parts do not fit together is rejected") {
  const auto load = [](Space space, const Forged& forged) { loaded(space, state_of(forged)); };
  CHECK_NOTHROW(load(small(), {9, {1, 2}, true, 1, 14}));
  CHECK_THROWS_AS(load(small(), {9, {1, 1}, false, 0, 0}), Rejected);
  CHECK_THROWS_AS(load(small(), {9, {1, 2}, true, 3, 0}), Rejected);
  CHECK_THROWS_AS(load(small(), {9, {1, 2}, true, 1, 25}), Rejected);
  CHECK_THROWS_AS(load(large(), {9, {1, 2}, true, 1, 0}), Rejected);
  // A count of designs that are not there.
  Writer out;
  out.u64(9);
  out.u64(std::uint64_t{1} << 60);
  CHECK_THROWS_AS(loaded(large(), out.fields()), Rejected);
}
