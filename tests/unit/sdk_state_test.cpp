#include <archgym/state.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "sdk_streams.hpp"

namespace {

using archgym::Reader;
using archgym::Rejected;
using archgym::Writer;
using archgym::test::ByteSink;
using archgym::test::ByteSource;

struct Counter {
  std::uint64_t steps = 0;
  void save(Writer& out) const {
    out.begin("counter", 2);
    out.u64(steps);
  }
  void load(Reader& in) {
    in.begin("counter", 2);
    steps = in.u64();
  }
};

std::string saved(const Counter& counter) {
  ByteSink sink;
  archgym::detail::save_state(counter, sink.table);
  return sink.bytes;
}

void load(Counter& counter, std::string bytes) {
  ByteSource source(std::move(bytes));
  archgym::detail::load_state(counter, source.table);
}

}  // namespace

TEST_CASE("every field comes back as it was written") {
  const std::vector<ag_value> point = {{AG_KIND_BOOL, 0, {1}}, {AG_KIND_NONE, 0, {0}}};
  Writer out;
  out.begin("fields", 3);
  out.u64(0xfedcba9876543210u);
  out.i64(-2);
  out.boolean(true);
  out.boolean(false);
  out.real(-0.0);
  out.real(std::numeric_limits<double>::infinity());
  out.text(std::string("a\0b", 3));
  out.text("");
  out.point(point);

  Reader in(out.fields());
  CHECK(in.begin("fields", 4) == 3);
  CHECK(in.u64() == 0xfedcba9876543210u);
  CHECK(in.i64() == -2);
  CHECK(in.boolean());
  CHECK_FALSE(in.boolean());
  CHECK(std::signbit(in.real()));
  CHECK(in.real() == std::numeric_limits<double>::infinity());
  CHECK(in.text() == std::string("a\0b", 3));
  CHECK(in.text().empty());
  std::vector<ag_value> again(2);
  in.point(again);
  CHECK(archgym::Values(again) == archgym::Values(point));
  CHECK(in.at_end());
}

TEST_CASE("numbers are little-endian on every machine") {
  Writer out;
  out.u64(0x0102030405060708u);
  CHECK(out.fields() == "\x08\x07\x06\x05\x04\x03\x02\x01");
}

TEST_CASE("a state that is cut anywhere is rejected") {
  const std::string whole = saved({77});
  Counter counter{5};
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK_THROWS_AS(load(counter, whole.substr(0, size)), Rejected);
    CHECK(counter.steps == 5);
  }
  CHECK_THROWS_AS(load(counter, whole + "x"), Rejected);
  CHECK(counter.steps == 5);
  load(counter, whole);
  CHECK(counter.steps == 77);
}

TEST_CASE("a state with any bit flipped is rejected") {
  const std::string whole = saved({77});
  Counter counter{5};
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    CHECK_THROWS_AS(load(counter, damaged), Rejected);
    CHECK(counter.steps == 5);
  }
}

TEST_CASE("a state of another format or a newer version is rejected by name") {
  Writer out;
  out.begin("population", 3);
  CHECK_THROWS_WITH(Reader(out.fields()).begin("walker", 3),
                    "this is a state of 'population', expected 'walker'");
  CHECK_THROWS_WITH(Reader(out.fields()).begin("population", 2),
                    "version 3 of the state of 'population' is not known here; the newest known "
                    "version is 2");
}

TEST_CASE("fields that load() does not read are rejected") {
  struct Longer {
    void save(Writer& out) const {
      out.begin("counter", 1);
      out.u64(1);
      out.u64(2);
    }
  };
  ByteSink sink;
  archgym::detail::save_state(Longer{}, sink.table);
  Counter counter;
  CHECK_THROWS_WITH(load(counter, sink.bytes), "the state has more fields than load() reads");
}

TEST_CASE("a count that the state is too short for is rejected before anything is allocated") {
  Writer out;
  out.u64(3);
  out.u64(0);
  CHECK_THROWS_AS(Reader(out.fields()).count(3), Rejected);
  CHECK(Reader(out.fields()).count(2) == 3);
  Writer huge;
  huge.u64(~0ull);
  CHECK_THROWS_AS(Reader(huge.fields()).text(), Rejected);
}

TEST_CASE("values of unknown kinds and texts are rejected") {
  Writer out;
  out.point(std::vector<ag_value>{{AG_KIND_TEXT, 0, {0}}});
  std::vector<ag_value> point(1);
  CHECK_THROWS_AS(Reader(out.fields()).point(point), Rejected);
}

TEST_CASE("streams may move a few bytes at a time, and their failures are transient") {
  ByteSink sink;
  sink.most_at_once = 3;
  archgym::detail::save_state(Counter{9}, sink.table);
  CHECK(sink.bytes == saved({9}));

  ByteSource source(sink.bytes);
  source.most_at_once = 1;
  Counter counter;
  archgym::detail::load_state(counter, source.table);
  CHECK(counter.steps == 9);

  sink.failing = true;
  CHECK_THROWS_AS(archgym::detail::save_state(counter, sink.table), archgym::Transient);
  source.failing = true;
  CHECK_THROWS_AS(archgym::detail::load_state(counter, source.table), archgym::Transient);
}
