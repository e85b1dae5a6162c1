// The input of DRAMSys: one self-contained JSON document per evaluation, or a few for v4.0, which
// reads the parts of a simulation from files of their own.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "address_mapping.hpp"
#include "device.hpp"
#include "policies.hpp"
#include "runner/version.hpp"

namespace dramsys {

// An initiator that plays a trace.
struct Player {
  std::string trace;  // file name in the directory "traces" beside the document
  double mhz = 0;
};

struct Input {
  const Device* device = nullptr;                 // borrowed
  const AddressMapping::Bits* mapping = nullptr;  // borrowed
  Policies policies;
  std::vector<Player> players;
  bool database = false;  // write a database of every command, which takes four times as long
};

struct Document {
  std::string path;  // relative to the directory of the evaluation
  boost::json::object content;
};

// The documents in the layout of a version, "simulation.json" last. Throws InputError for what that
// version cannot express: clocks that are no whole number of MHz, memories of other standards than
// DDR3 and DDR4.
std::vector<Document> dramsys_input(const Input& input, Version version);

}  // namespace dramsys
