// Prints docs/reference/random-test-vectors.txt. Doubles are printed as the 16 hexadecimal digits
// of their IEEE 754 representation, so that any language can compare them.
#include <archgym/random.hpp>

#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <numeric>
#include <vector>

namespace {

std::uint64_t bits_of(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

void print_block(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  std::printf("philox4x32-10");
  for (const auto word : counter) std::printf(" %08" PRIx32, word);
  for (const auto word : key) std::printf(" %08" PRIx32, word);
  std::printf(" =");
  for (const auto word : archgym::philox4x32_10(counter, key)) std::printf(" %08" PRIx32, word);
  std::printf("\n");
}

struct Triple {
  std::uint64_t seed;
  const char* purpose;
  std::uint64_t index;
};

// One line: the values that `draw` takes from the start of the stream.
template <class Draw>
void print_draws(const Triple& triple, const char* what, int count, Draw draw) {
  archgym::Random random(triple.seed, triple.purpose, triple.index);
  std::printf("%" PRIu64 " \"%s\" %" PRIu64 " %s:", triple.seed, triple.purpose, triple.index,
              what);
  for (int i = 0; i < count; ++i) draw(random);
  std::printf("\n");
}

void print_stream(const Triple& triple) {
  using archgym::Random;
  print_draws(triple, "bits32", 8,
              [](Random& random) { std::printf(" %08" PRIx32, random.bits32()); });
  print_draws(triple, "bits64", 4,
              [](Random& random) { std::printf(" %016" PRIx64, random.bits64()); });
  print_draws(triple, "uniform", 4,
              [](Random& random) { std::printf(" %016" PRIx64, bits_of(random.uniform())); });
  print_draws(triple, "uniform(-3,7.1)", 4, [](Random& random) {
    std::printf(" %016" PRIx64, bits_of(random.uniform(-3.0, 7.1)));
  });
  print_draws(triple, "below(10)", 8,
              [](Random& random) { std::printf(" %" PRIu64, random.below(10)); });
  print_draws(triple, "below(12297829382473034411)", 4, [](Random& random) {
    std::printf(" %" PRIu64, random.below(12297829382473034411u));
  });
  print_draws(triple, "chance(0.25)", 16,
              [](Random& random) { std::printf(" %d", random.chance(0.25) ? 1 : 0); });
  print_draws(triple, "normal", 4,
              [](Random& random) { std::printf(" %016" PRIx64, bits_of(random.normal())); });
  print_draws(triple, "shuffle(0..9)", 1, [](Random& random) {
    std::vector<int> items(10);
    std::iota(items.begin(), items.end(), 0);
    random.shuffle(items.begin(), items.end());
    for (const int item : items) std::printf(" %d", item);
  });
}

// FNV-1a over the little-endian bytes of a million draws: reaches branches that short lists miss.
template <class Draw>
void print_digest(const char* what, Draw draw) {
  archgym::Random random(2026, "digest");
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (int i = 0; i < 1000000; ++i) {
    const std::uint64_t bits = draw(random);
    for (int shift = 0; shift < 64; shift += 8) {
      hash = (hash ^ ((bits >> shift) & 0xffu)) * 0x100000001b3u;
    }
  }
  std::printf("2026 \"digest\" 0 fnv1a of 1000000 %s: %016" PRIx64 "\n", what, hash);
}

}  // namespace

int main() {
  std::printf(
      "# Test vectors of archgym::Random (sdk/include/archgym/random.hpp). Frozen: these values\n"
      "# never change. Doubles are the 16 hexadecimal digits of their IEEE 754 binary64 bits.\n"
      "#\n# Block function: counter (4 words), key (2 words) = output. Random123's known "
      "answers.\n");
  print_block({0, 0, 0, 0}, {0, 0});
  print_block({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff});
  print_block({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0});

  std::printf("#\n# Streams: seed, purpose, index, the draw repeated from the start: values.\n");
  for (const Triple& triple : std::initializer_list<Triple>{{0, "", 0},
                                                            {1, "sample", 0},
                                                            {1, "sample", 1},
                                                            {1, "mutation", 0},
                                                            {2, "sample", 0},
                                                            {0xffffffffffffffffu, "sample", 0},
                                                            {42, "a longer purpose", 1u << 20}}) {
    print_stream(triple);
  }

  std::printf("#\n# normal_quantile: p = z.\n");
  for (const double p : {0x1p-53, 1e-12, 1e-6, 0.01, 0.074999999999999997, 0.075000000000000011,
                         0.3, 0.5, 0.9, 0.999999}) {
    std::printf("%016" PRIx64 " = %016" PRIx64 "\n", bits_of(p),
                bits_of(archgym::normal_quantile(p)));
  }

  std::printf("#\n# Digests of long sequences.\n");
  print_digest("bits64", [](archgym::Random& random) { return random.bits64(); });
  print_digest("normal", [](archgym::Random& random) { return bits_of(random.normal()); });
  print_digest("uniform(-3,7.1)",
               [](archgym::Random& random) { return bits_of(random.uniform(-3.0, 7.1)); });
  print_digest("below(6148914691236517206)",
               [](archgym::Random& random) { return random.below(6148914691236517206u); });
  return 0;
}
