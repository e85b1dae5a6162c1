// Why a run ended.
#pragma once

#include <string_view>

namespace archgym::host {

enum class Ending {
  budget,             // a limit of the budget was reached
  agent_finished,     // the agent says so: the space is exhausted, or it has converged
  no_new_designs,     // the agent proposes nothing but designs that need no simulation
  too_many_failures,  // every evaluation of the run failed
  works_no_more,      // evaluations worked, and then only failed
  interrupted,        // the user stopped it; it can be resumed
};
std::string_view to_text(Ending ending);

}  // namespace archgym::host
