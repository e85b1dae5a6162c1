#include "run/ending.hpp"

namespace archgym::host {

std::string_view to_text(Ending ending) {
  switch (ending) {
    case Ending::budget:
      return "the budget is used up";
    case Ending::agent_finished:
      return "the agent has finished";
    case Ending::no_new_designs:
      return "the agent proposes only designs that are known or against a constraint";
    case Ending::too_many_failures:
      return "every evaluation failed";
    case Ending::works_no_more:
      return "evaluations worked at first, and now they only fail";
    case Ending::interrupted:
      return "interrupted";
  }
  return "";
}

}  // namespace archgym::host
