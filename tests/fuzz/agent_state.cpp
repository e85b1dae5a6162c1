// Saved states of an agent. The input is what lies inside the envelope, whose hash fits; see
// archgym/state.hpp. A state that is refused has changed nothing, and with one that is taken the
// agent goes on within its contract.
#include <archgym/hash.hpp>
#include <archgym/state.hpp>

#include <stdexcept>
#include <string>

#include "fuzz.hpp"
#include "support/agent_session.hpp"

using namespace archgym::host::test;
using archgym::fuzz::expect;

namespace {

// A small space, so that states in which its last designs are listed are reached.
const SearchProblem& problem() {
  static const SearchProblem result = {make_space(R"([
        { "name": "a", "type": "integer", "minimum": 0, "maximum": 15, "default": 3,
          "description": "d" },
        { "name": "b", "type": "categorical", "values": ["x", "y", "z"], "default": "x",
          "description": "d", "when": "a > 3" },
        { "name": "c", "type": "ordinal", "values": [0.5, 1, 2], "default": 1,
          "description": "d" },
        { "name": "d", "type": "permutation", "values": ["p", "q", "r"],
          "default": ["p", "q", "r"], "description": "d" }
      ])"),
                                       1, 0};
  return result;
}

std::string sealed(std::string_view fields) {
  archgym::Writer header;
  header.u64(fields.size());
  header.u64(archgym::fnv1a(fields));
  return std::string(archgym::detail::state_magic) + header.fields() + std::string(fields);
}

void step(AgentSession& session) {
  std::vector<Told> results;
  for (const Proposed& one : session.ask(4)) {
    results.push_back(
        {one.trial_id, one.point, {static_cast<double>(one.point[0].as.i64)}, {}, AG_OK, 1});
  }
  if (!results.empty()) session.tell(results);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const AgentLibrary library(ARCHGYM_AGENT_LIBRARY);
  AgentSession session(library, problem(), 1);
  step(session);
  const std::string before = session.save();
  const ag_status status = session.load(sealed(archgym::fuzz::text_of(data, size)));
  if (status != AG_OK) {
    expect(status == AG_E_REJECTED, "garbage is AG_E_REJECTED");
    expect(!session.message().empty(), "a refused state has a reason");
    expect(session.save() == before, "a refused state changes nothing");
  }
  try {
    step(session);
    step(session);
    (void)session.save();
  } catch (const std::runtime_error& error) {
    // An agent may say that it cannot go on, in words; the session says what broke its contract.
    expect(status == AG_OK, error.what());
  }
  return 0;
}
