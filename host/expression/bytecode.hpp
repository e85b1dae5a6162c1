// A parsed expression: instructions for a machine with a stack of numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "expression/number.hpp"

namespace archgym::host {

enum class Operation : std::uint8_t {
  constant,  // push `number`
  load,      // push the variable in slot `index`
  negate,
  logical_not,
  add,
  subtract,
  multiply,
  divide,
  remainder,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  logical_and,
  logical_or,
  in_set,     // replace the top by whether it is one of `count` numbers of the table from `index`
  translate,  // replace the top k by the number of the table at `index` + k
  absolute,
  square_root,
  logarithm,
  exponential,
  power,
  minimum,
  maximum,
  target,
  closeness
};

struct Instruction {
  Operation operation{};
  std::uint32_t index = 0;
  std::uint32_t count = 0;
  Number number = 0;
};

struct Bytecode {
  static constexpr std::size_t max_depth = 32;  // of the stack; deeper expressions do not parse

  std::vector<Instruction> instructions;
  std::vector<Number> table;
  bool beyond_doubles = false;  // some number of it is no double
};

}  // namespace archgym::host
