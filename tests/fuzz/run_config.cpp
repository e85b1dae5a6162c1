// Configuration files of runs. What is accepted is written in a form that is accepted again.
#include "fuzz.hpp"
#include "json/json.hpp"
#include "run/config.hpp"

using namespace archgym::host;
using archgym::fuzz::expect;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = archgym::fuzz::text_of(data, size);
  if (const auto budget = parse_budget(text)) {
    expect(budget->asked || budget->simulated || budget->seconds, "a budget limits something");
  }
  const auto document = parse(text, "run.json");
  if (!document) return 0;
  const auto config = run_config_from_json(*document, "run.json");
  if (!config) return 0;
  const std::string written = compact(to_json(*config));
  const auto again = parse(written, "again.json");
  expect(again.has_value(), "a written configuration is JSON");
  const auto reread = run_config_from_json(*again, "again.json");
  expect(reread.has_value(), "a written configuration is valid");
  expect(compact(to_json(*reread)) == written, "a configuration survives writing and reading");
  return 0;
}
