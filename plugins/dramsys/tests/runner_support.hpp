// What the tests of the runner share.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "runner/runner.hpp"
#include "support.hpp"

namespace dramsys::test {

// A directory of its own, removed at the end.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "archgym-test-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = std::filesystem::canonical(pattern);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A shipped memory as the runner needs it.
struct Memory {
  explicit Memory(const std::string& name) : Memory(device_file(name)) {}
  explicit Memory(DeviceFile device_file)
      : file(std::move(device_file)), bits(file.mappings.at(file.device.address_mapping)) {}

  Input input() const {
    Input input;
    input.device = &file.device;
    input.mapping = &bits;
    return input;
  }
  double mhz() const { return file.device.clock_mhz; }

  DeviceFile file;
  AddressMapping::Bits bits;
};

}  // namespace dramsys::test
