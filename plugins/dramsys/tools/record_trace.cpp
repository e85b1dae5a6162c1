// record_trace: turn what real programs do into a memory trace (.stl).
//
//   record_trace [options] LACKEY...
//
// Each LACKEY is a file or pipe with the output of `valgrind --tool=lackey --trace-mem=yes`, one
// per core. All cores run at the same pace: one instruction each in turn. Every core has
// first-level caches of 32 KiB for instructions and data and a second level of 256 KiB (8 ways,
// 64-byte lines, write-back, LRU); what the second level misses and writes back goes to memory.
// Pages of 4 KiB are placed at random frames when first touched. The time of a request is the
// number of instructions that a core has executed since the start of the recording, divided by
// --instructions-per-clock.
//
//   --skip N                     instructions of each core before the recording starts (default 0)
//   --requests N                 requests to record (default 10000)
//   --instructions-per-clock X   instructions per core and memory clock (default 4: a 3.2 GHz core
//                                with one instruction per cycle beside an 800 MHz memory)
//   --memory-mebibytes N         a power of four times 4 KiB (default 1024)
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "cache.hpp"
#include "page_table.hpp"

namespace {

using dramsys::Cache;

struct Options {
  std::uint64_t skip = 0, requests = 10000, memory_mebibytes = 1024;
  double instructions_per_clock = 4;
  std::vector<std::string> inputs;
};

std::uint64_t number_after(int argc, char** argv, int& k) {
  const std::string_view option = argv[k];
  if (++k >= argc) throw std::runtime_error(std::string(option) + " needs a number");
  const std::string_view text = argv[k];
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0)
    throw std::runtime_error(std::string(option) + ": expected a positive whole number, found '" +
                             std::string(text) + "'");
  return value;
}

Options parse(int argc, char** argv) {
  Options options;
  for (int k = 1; k < argc; ++k) {
    const std::string_view word = argv[k];
    if (word == "--skip") {
      options.skip = number_after(argc, argv, k);
    } else if (word == "--requests") {
      options.requests = number_after(argc, argv, k);
    } else if (word == "--instructions-per-clock") {
      options.instructions_per_clock = static_cast<double>(number_after(argc, argv, k));
    } else if (word == "--memory-mebibytes") {
      options.memory_mebibytes = number_after(argc, argv, k);
    } else if (word.starts_with("--")) {
      throw std::runtime_error("unknown option " + std::string(word));
    } else {
      options.inputs.emplace_back(word);
    }
  }
  if (options.inputs.empty()) throw std::runtime_error("no input given");
  return options;
}

class Recorder {
 public:
  explicit Recorder(const Options& options) : options_(options), pages_(frame_bits(options)) {}

  bool full() const { return recorded_ >= options_.requests; }

  void request(std::uint32_t core, std::uint64_t line, bool write, std::uint64_t instructions) {
    if (full()) return;
    const std::uint64_t address = pages_.translate(core, line * dramsys::line_bytes);
    if (instructions < options_.skip) return;
    if (recorded_++ == 0) start_ = instructions;
    const auto time = static_cast<unsigned long long>(static_cast<double>(instructions - start_) /
                                                      options_.instructions_per_clock);
    std::printf("%llu: %s 0x%llx\n", time, write ? "write" : "read",
                static_cast<unsigned long long>(address));
  }

 private:
  static std::uint32_t frame_bits(const Options& options) {
    std::uint32_t bits = 8;  // 2^8 pages are one mebibyte
    while ((std::uint64_t{1} << (bits - 8)) < options.memory_mebibytes) ++bits;
    if (bits % 2 != 0 || (std::uint64_t{1} << (bits - 8)) != options.memory_mebibytes)
      throw std::runtime_error("--memory-mebibytes must be 1, 4, 16, 64, 256, 1024, 4096, ...");
    return bits;
  }

  const Options& options_;
  dramsys::PageTable pages_;
  std::uint64_t recorded_ = 0, start_ = 0;
};

class Core {
 public:
  Core(std::uint32_t number, const std::string& path)
      : number_(number),
        path_(path),
        input_(path),
        l1i_(32 << 10, 8),
        l1d_(32 << 10, 8),
        l2_(256 << 10, 8) {
    if (!input_) throw std::runtime_error(path + ": cannot open");
  }

  // Execute one instruction with its memory accesses; false when the program has ended.
  bool step(Recorder& recorder) {
    bool fetched = false;
    while (!pending_.empty() || std::getline(input_, pending_)) {
      // "I  04a1b2c3,4" (instruction), " L 1ffe,8", " S 1ffe,8", " M 1ffe,8"; other lines are
      // messages of valgrind.
      const std::string_view text = pending_;
      const bool instruction = text.starts_with("I  ");
      const bool data = text.size() > 3 && text[0] == ' ' && text[2] == ' ' &&
                        (text[1] == 'L' || text[1] == 'S' || text[1] == 'M');
      if (instruction && fetched) return true;  // the next one: keep it
      if (instruction) {
        fetched = true;
        ++instructions_;
      }
      if (instruction || data)
        access(instruction ? l1i_ : l1d_, text.substr(3), data && text[1] != 'L', recorder);
      pending_.clear();
    }
    return fetched;
  }

  std::uint64_t instructions() const { return instructions_; }

 private:
  void access(Cache& l1, std::string_view place, bool write, Recorder& recorder) {
    std::uint64_t address = 0, size = 0;
    const char* end = place.data() + place.size();
    const auto [comma, error] = std::from_chars(place.data(), end, address, 16);
    if (error != std::errc() || comma == end || *comma != ',' ||
        std::from_chars(comma + 1, end, size).ec != std::errc() || size == 0)
      throw std::runtime_error(path_ + ": not a line of lackey: '" + std::string(place) + "'");
    const std::uint64_t last = (address + size - 1) / dramsys::line_bytes;
    for (std::uint64_t line = address / dramsys::line_bytes; line <= last; ++line) {
      const Cache::Outcome first = l1.use(line, write);
      if (first.written_back) second_level(*first.written_back, true, recorder);
      if (!first.hit) second_level(line, false, recorder);
    }
  }

  void second_level(std::uint64_t line, bool write, Recorder& recorder) {
    const Cache::Outcome second = l2_.use(line, write);
    if (second.written_back) recorder.request(number_, *second.written_back, true, instructions_);
    // A line that is written back as a whole needs not be read first.
    if (!second.hit && !write) recorder.request(number_, line, false, instructions_);
  }

  std::uint32_t number_;
  std::string path_;
  std::ifstream input_;
  std::string pending_;
  Cache l1i_, l1d_, l2_;
  std::uint64_t instructions_ = 0;
};

int record(int argc, char** argv) {
  const Options options = parse(argc, argv);
  std::vector<std::unique_ptr<Core>> cores;
  for (std::uint32_t k = 0; k < options.inputs.size(); ++k)
    cores.push_back(std::make_unique<Core>(k, options.inputs[k]));
  Recorder recorder(options);
  while (!recorder.full()) {
    bool running = false;
    for (const auto& core : cores) running |= core->step(recorder);
    if (!running) throw std::runtime_error("the programs ended before enough was recorded");
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return record(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "record_trace: " << error.what() << '\n';
    return 1;
  }
}
