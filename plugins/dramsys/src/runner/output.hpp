// What DRAMSys prints.
#pragma once

#include <limits>
#include <string>
#include <string_view>

namespace dramsys {

// Of all channels together. NaN: not printed, as energy and power without DRAMPower.
struct Report {
  double total_time = 0;                                     // ns, of the channel that ends last
  double energy = std::numeric_limits<double>::quiet_NaN();  // nJ
  double average_power = std::numeric_limits<double>::quiet_NaN();  // mW, as DRAMSys averages it
  int channels = 0;                                                 // 0: no result was printed
};

// Reads the lines "DRAMSys.controllerN  Total Time: ..." and their like. SystemC prints a time in
// the largest unit that gives a whole number, so the unit differs from one line to the next. Throws
// InputError for a line that has this beginning and cannot be read.
Report read_report(std::string_view out);

// Why it gave no result: the first line that begins with "Fatal:" or "Error:", without that word;
// empty when there is none.
std::string reason_in(std::string_view out);

// The reason lies in the design: another one may be accepted by the same memory and trace.
bool blames_design(std::string_view reason);

// The last lines of a text, for messages; "" for an empty one.
std::string last_lines(std::string_view text);

}  // namespace dramsys
