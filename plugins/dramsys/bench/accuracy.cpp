// How close the built-in DRAM model is to the reference measurements, where they are at hand.
#include <cstdio>

#include "bench.hpp"
#include "tests/accuracy.hpp"
#include "tests/reference_table.hpp"

namespace archgym::bench {

void dram_accuracy() {
  const auto directory = dramsys::test::reference_directory();
  if (!directory) {
    std::printf(
        "# no reference measurements: ARCHGYM_REFERENCE_DATA names the directory that holds "
        "dram/dramsys_reference.csv\n");
    return;
  }
  std::fputs(to_text(dramsys::test::measure_accuracy(*directory)).c_str(), stdout);
}

}  // namespace archgym::bench
