#include "address_mapping.hpp"

#include <algorithm>
#include <bit>

#include "error.hpp"

namespace dramsys {
namespace {

void expect_size(const std::string& where, const char* field, std::size_t bits,
                 std::uint64_t places) {
  if (bits < 63 && (std::uint64_t{1} << bits) == places) return;
  throw InputError(where + ": " + field + " has " + std::to_string(bits) +
                   " bits, but the memory has " + std::to_string(places) + " of them and needs " +
                   std::to_string(std::bit_width(places) - 1) + " bits");
}

}  // namespace

AddressMapping::AddressMapping(const std::string& where, const Bits& bits, const Geometry& geometry)
    : column_(runs(bits.column)),
      row_(runs(bits.row)),
      bank_(runs(bits.bank)),
      group_(runs(bits.bank_group)),
      rank_(runs(bits.rank)),
      channel_(runs(bits.channel)),
      exclusive_or_(bits.exclusive_or),
      groups_(geometry.bank_groups),
      banks_per_group_(geometry.banks_per_group()),
      capacity_(geometry.bytes()) {
  expect_size(where, "byte", bits.byte.size(), geometry.bus_bytes());
  expect_size(where, "column", bits.column.size(), geometry.columns);
  expect_size(where, "row", bits.row.size(), geometry.rows);
  expect_size(where, "bank", bits.bank.size(), geometry.banks_per_group());
  expect_size(where, "bank_group", bits.bank_group.size(), geometry.bank_groups);
  expect_size(where, "rank", bits.rank.size(), geometry.ranks);
  expect_size(where, "channel", bits.channel.size(), geometry.channels);

  std::vector<std::uint32_t> all;
  for (const auto* field : {&bits.byte, &bits.column, &bits.row, &bits.bank, &bits.bank_group,
                            &bits.rank, &bits.channel})
    all.insert(all.end(), field->begin(), field->end());
  std::sort(all.begin(), all.end());
  for (std::uint32_t position = 0; position < all.size(); ++position)
    if (all[position] != position)
      throw InputError(where + ": address bit " + std::to_string(position) +
                       (all[position] < position ? " is used before, bit " : " is missing, bit ") +
                       std::to_string(all[position]) +
                       " is there instead; every bit must occur exactly once");
  for (std::uint32_t position = 0; position < bits.byte.size(); ++position)
    if (std::find(bits.byte.begin(), bits.byte.end(), position) == bits.byte.end())
      throw InputError(where + ": the byte field must be the lowest " +
                       std::to_string(bits.byte.size()) + " address bits");
  const auto burst_bits = static_cast<std::uint32_t>(std::bit_width(geometry.burst_length) - 1);
  for (std::uint32_t k = 0; k < burst_bits; ++k)
    if (k >= bits.column.size() || bits.column[k] != bits.byte.size() + k)
      throw InputError(where + ": the lowest " + std::to_string(burst_bits) +
                       " column bits must follow the byte bits, so that a burst is one block");
  for (const auto& [first, second] : bits.exclusive_or)
    if (first >= all.size() || second >= all.size() || first == second)
      throw InputError(where +
                       ": an exclusive_or pair must name two different address bits below " +
                       std::to_string(all.size()));
}

Location AddressMapping::decode(std::uint64_t address) const {
  for (const auto& [first, second] : exclusive_or_) address ^= ((address >> second) & 1u) << first;
  Location location;
  location.channel = gather(channel_, address);
  location.rank = gather(rank_, address);
  const std::uint32_t group = gather(group_, address) + location.rank * groups_;
  location.bank = gather(bank_, address) + group * banks_per_group_;
  location.row = gather(row_, address);
  location.column = gather(column_, address);
  return location;
}

std::uint64_t AddressMapping::encode(const Location& location) const {
  std::uint64_t address = scatter(channel_, location.channel);
  address |= scatter(rank_, location.rank);
  address |= scatter(group_, location.bank / banks_per_group_ % groups_);
  address |= scatter(bank_, location.bank % banks_per_group_);
  address |= scatter(row_, location.row);
  address |= scatter(column_, location.column);
  for (auto pair = exclusive_or_.rbegin(); pair != exclusive_or_.rend(); ++pair)
    address ^= ((address >> pair->second) & 1u) << pair->first;
  return address;
}

AddressMapping::Field AddressMapping::runs(const std::vector<std::uint32_t>& bits) {
  Field field;
  for (std::uint32_t k = 0; k < bits.size(); ++k) {
    if (!field.empty()) {
      Run& last = field.back();
      const auto length = static_cast<std::uint32_t>(std::popcount(last.mask));
      if (last.from + length == bits[k]) {
        last.mask = (last.mask << 1) | 1u;
        continue;
      }
    }
    field.push_back({bits[k], k, 1});
  }
  return field;
}

std::uint32_t AddressMapping::gather(const Field& field, std::uint64_t address) {
  std::uint64_t value = 0;
  for (const Run& run : field) value |= ((address >> run.from) & run.mask) << run.to;
  return static_cast<std::uint32_t>(value);
}

std::uint64_t AddressMapping::scatter(const Field& field, std::uint64_t value) {
  std::uint64_t address = 0;
  for (const Run& run : field) address |= ((value >> run.to) & run.mask) << run.from;
  return address;
}

}  // namespace dramsys
