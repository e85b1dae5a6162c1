// How often operator new was called in this program.
#pragma once

#include <cstddef>

namespace archgym::test {

std::size_t allocations();

}  // namespace archgym::test
