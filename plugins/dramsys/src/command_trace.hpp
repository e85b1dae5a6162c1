// The command trace: every command of a run in a file, for timing checkers and for people.
//
// Text, one command a line after two lines that begin with '#', in the order of time:
//
//   # command trace 1
//   # ddr3-1600: clock 1250 ps, 1 ranks of 8 banks
//   0 ACT 0 0 5 0
//   10 RD 0 0 5 1
//
// that is: clock cycle of the command's first clock, command, rank, bank in the channel, row,
// number of the request. What a command does not have is 0: rank commands (PREA, REF, PDEA, PDEP,
// SRE, PDXA, PDXP, SRX) have no bank; only ACT, RD, RDA, WR, WRA have a row; only column commands
// have a request, numbered from 1 in the order of acceptance. A name that ends in ".gz" makes it
// compressed.
#pragma once

#include <memory>
#include <string>

#include "device.hpp"
#include "observer.hpp"

namespace dramsys {

// Writes while the run goes on, in constant memory. The file appears under its name when finish()
// is called, and replaces one that was there: it is always a whole run, even if several processes
// write it. Not thread safe.
class CommandWriter {
 public:
  // Throws InputError if the file cannot be created.
  CommandWriter(const std::string& path, const Device& device);
  ~CommandWriter();  // without finish(): nothing remains

  void command(const CommandRecord& record);
  void response(const ResponseRecord&) {}

  // Throws InputError if not everything could be written.
  void finish();

 private:
  class File;
  std::unique_ptr<File> file_;
};

}  // namespace dramsys
