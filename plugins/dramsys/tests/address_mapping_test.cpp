#include <catch2/catch.hpp>

#include "error.hpp"
#include "support.hpp"

using namespace dramsys;
using namespace dramsys::test;

TEST_CASE("decoding an address and encoding it again gives the same address") {
  for (const char* memory : {"ddr3-1600", "ddr4-1866", "ddr4-2400"}) {
    const DeviceFile file = device_file(memory);
    for (const auto& [name, bits] : file.mappings) {
      const AddressMapping mapping(name, bits, file.device.geometry);
      archgym::Random random(3, name);
      for (int k = 0; k < 1000; ++k) {
        const std::uint64_t column_bytes = file.device.geometry.bus_bytes();
        const std::uint64_t address = random.below(mapping.capacity()) & ~(column_bytes - 1);
        const Location location = mapping.decode(address);
        CHECK(location.row < file.device.geometry.rows);
        CHECK(location.bank < file.device.geometry.all_banks());
        CHECK(location.column < file.device.geometry.columns);
        CHECK(mapping.encode(location) == address);
        CHECK(mapping.decode(address + mapping.capacity()) == location);
      }
    }
  }
}

TEST_CASE("an address with known bits decodes to its fields") {
  const DeviceFile file = device_file("ddr3-1600");
  const AddressMapping rows = mapping(file, "row-bank-column");
  CHECK(rows.decode(0) == Location{0, 0, 0, 0});
  CHECK(rows.decode(0x40) == Location{0, 0, 0, 8});
  CHECK(rows.decode(0x2000) == Location{0, 1, 0, 0});
  CHECK(rows.decode(0x10000) == Location{0, 0, 1, 0});
  const AddressMapping banks = mapping(file, "bank-row-column");
  CHECK(banks.decode(0x2000) == Location{0, 0, 1, 0});
  CHECK(banks.decode(0x38000000) == Location{0, 7, 0, 0});

  const DeviceFile ddr4 = device_file("ddr4-2400");
  const AddressMapping groups = mapping(ddr4, "bank-group-interleaved");
  CHECK(groups.decode(0x40) == Location{0, 4, 0, 0});    // bank 0 of group 1
  CHECK(groups.decode(0x8000) == Location{0, 1, 0, 0});  // bank 1 of group 0
}

TEST_CASE("an exclusive-or pair changes the bank with the row and is undone by encode") {
  const DeviceFile file = device_file("ddr3-1600");
  AddressMapping::Bits bits = file.mappings.at("row-bank-column");
  bits.exclusive_or = {{13, 16}};
  const AddressMapping mapping("xor", bits, file.device.geometry);
  CHECK(mapping.decode(0x10000) == Location{0, 1, 1, 0});
  archgym::Random random(4, "xor");
  for (int k = 0; k < 1000; ++k) {
    const std::uint64_t address = random.below(mapping.capacity()) & ~std::uint64_t{7};
    CHECK(mapping.encode(mapping.decode(address)) == address);
  }
}

TEST_CASE("ranks are the outermost part of the bank number") {
  DeviceFile file = device_file("ddr3-1600");
  file.device.geometry.ranks = 2;
  AddressMapping::Bits bits = file.mappings.at("row-bank-column");
  bits.rank = {30};
  const AddressMapping mapping("two ranks", bits, file.device.geometry);
  CHECK(mapping.decode(0x40000000 + 0x2000) == Location{1, 9, 0, 0});
  CHECK(mapping.encode({1, 9, 0, 0}) == 0x40002000);
}

TEST_CASE("a mapping that does not fit the memory is refused with the field") {
  const DeviceFile file = device_file("ddr3-1600");
  const AddressMapping::Bits good = file.mappings.at("row-bank-column");
  const auto problem = [&](auto change) -> std::string {
    AddressMapping::Bits bits = good;
    change(bits);
    try {
      const AddressMapping mapping("mapping", bits, file.device.geometry);
      return "";
    } catch (const InputError& error) {
      return error.what();
    }
  };
  using Catch::Contains;
  CHECK(problem([](auto&) {}).empty());
  CHECK_THAT(problem([](auto& bits) { bits.row.pop_back(); }),
             Contains("row has 13 bits") && Contains("needs 14"));
  CHECK_THAT(problem([](auto& bits) { bits.row.back() = 12; }), Contains("exactly once"));
  CHECK_THAT(problem([](auto& bits) { bits.row.back() = 40; }), Contains("bit 29 is missing"));
  CHECK_THAT(problem([](auto& bits) { std::swap(bits.byte[0], bits.row[0]); }),
             Contains("byte field"));
  CHECK_THAT(problem([](auto& bits) { std::swap(bits.column[2], bits.bank[0]); }),
             Contains("column bits"));
  CHECK_THAT(problem([](auto& bits) { bits.exclusive_or = {{13, 13}}; }), Contains("exclusive_or"));
}
