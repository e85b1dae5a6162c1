#include <zlib.h>

#include <array>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "timing_checker.hpp"

namespace dramsys::test {
namespace {

struct CloseGz {
  void operator()(gzFile file) const { gzclose(file); }
};

const std::map<std::string, Command> commands{{"RD", Command::read},
                                              {"RDA", Command::read_auto},
                                              {"WR", Command::write},
                                              {"WRA", Command::write_auto},
                                              {"ACT", Command::activate},
                                              {"PRE", Command::precharge},
                                              {"REFPB", Command::refresh_bank},
                                              {"PREA", Command::precharge_all},
                                              {"REF", Command::refresh},
                                              {"PDEA", Command::enter_active_down},
                                              {"PDEP", Command::enter_precharged_down},
                                              {"SRE", Command::enter_self_refresh},
                                              {"PDXA", Command::exit_active_down},
                                              {"PDXP", Command::exit_precharged_down},
                                              {"SRX", Command::exit_self_refresh}};

CommandRecord record_of(const std::string& line) {
  std::istringstream words(line);
  std::string command, rest;
  CommandRecord record;
  if (!(words >> record.time >> command >> record.rank >> record.bank >> record.row >>
        record.request) ||
      words >> rest || !commands.contains(command))
    throw std::runtime_error("not a line of a command trace: " + line);
  record.command = commands.at(command);
  return record;
}

}  // namespace

std::vector<CommandRecord> read_commands(const std::string& path) {
  const std::unique_ptr<gzFile_s, CloseGz> file(gzopen(path.c_str(), "rb"));
  if (!file) throw std::runtime_error("cannot open " + path);
  std::vector<CommandRecord> records;
  std::array<char, 256> line;
  int number = 0;
  while (gzgets(file.get(), line.data(), line.size()) != nullptr) {
    const std::string text(line.data());
    if (number++ == 0 && text != "# command trace 1\n")
      throw std::runtime_error(path + " is not a command trace");
    if (!text.starts_with('#')) records.push_back(record_of(text));
  }
  return records;
}

}  // namespace dramsys::test
