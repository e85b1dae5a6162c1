#include "command.hpp"

namespace dramsys {

const char* name(Command command) {
  switch (command) {
    case Command::none:
      return "NOP";
    case Command::read:
      return "RD";
    case Command::read_auto:
      return "RDA";
    case Command::write:
      return "WR";
    case Command::write_auto:
      return "WRA";
    case Command::activate:
      return "ACT";
    case Command::precharge:
      return "PRE";
    case Command::refresh_bank:
      return "REFPB";
    case Command::precharge_all:
      return "PREA";
    case Command::refresh:
      return "REF";
    case Command::enter_active_down:
      return "PDEA";
    case Command::enter_precharged_down:
      return "PDEP";
    case Command::enter_self_refresh:
      return "SRE";
    case Command::exit_active_down:
      return "PDXA";
    case Command::exit_precharged_down:
      return "PDXP";
    case Command::exit_self_refresh:
      return "SRX";
  }
  return "?";
}

}  // namespace dramsys
