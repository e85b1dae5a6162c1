// Which bits of a byte address select the channel, rank, bank group, bank, row, column and byte.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "device.hpp"

namespace dramsys {

struct Location {
  std::uint32_t rank = 0;  // or pseudo channel
  std::uint32_t bank = 0;  // within its channel: rank, then group, then bank in the group
  std::uint32_t row = 0;
  std::uint32_t column = 0;  // of the first beat
  std::uint32_t channel = 0;

  bool operator==(const Location&) const = default;
};

class AddressMapping {
 public:
  // Positions of address bits, least significant bit of the field first.
  struct Bits {
    std::vector<std::uint32_t> byte, column, row, bank, bank_group, rank, channel;
    // (first, second): bit `first` is replaced by first XOR second before the fields are taken.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> exclusive_or;
  };

  // Every bit from 0 to the highest must belong to exactly one field, and the fields must have the
  // sizes of the device. Throws InputError, with `where` in front of the message.
  AddressMapping(const std::string& where, const Bits& bits, const Geometry& geometry);

  // Bits above the memory's size are ignored: addresses wrap.
  Location decode(std::uint64_t address) const;
  // Inverse of decode(): the address of the first byte of the column.
  std::uint64_t encode(const Location& location) const;

  std::uint64_t capacity() const { return capacity_; }

 private:
  // A run of address bits that go to neighbouring bits of a field, so decoding takes one shift and
  // mask per run instead of one per bit.
  struct Run {
    std::uint32_t from = 0, to = 0;
    std::uint64_t mask = 0;
  };
  using Field = std::vector<Run>;

  static Field runs(const std::vector<std::uint32_t>& bits);
  static std::uint32_t gather(const Field& field, std::uint64_t address);
  static std::uint64_t scatter(const Field& field, std::uint64_t value);

  Field column_, row_, bank_, group_, rank_, channel_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> exclusive_or_;
  std::uint32_t groups_ = 1, banks_per_group_ = 1;
  std::uint64_t capacity_ = 0;
};

}  // namespace dramsys
