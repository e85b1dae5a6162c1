// archgym-host validate: every rule is named by the plugin that breaks it, and by no other.
#include <array>

#include "host.hpp"

using archgym::test::check_refused;
using archgym::test::Host;
using archgym::test::json_of;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

const fs::path k_plugins = ARCHGYM_TEST_PLUGINS;

using Problems = std::vector<std::pair<std::string, std::string>>;  // rule, status

// What validate finds wrong with a plugin.
Problems problems_of(const Host& host, const std::string& plugin,
                     std::vector<std::string> options = {"--level", "thorough"}) {
  options.insert(options.begin(), {"validate", plugin, "--json"});
  const auto ran = host(options);
  const json::object report = json_of(ran);
  INFO(ran.out);
  Problems problems;
  bool failed = false;
  for (const auto& rule : report.at("plugins").at(0).at("rules").as_array()) {
    const std::string status(rule.at("status").as_string());
    if (status == "ok" || status == "skipped") continue;
    problems.emplace_back(rule.at("rule").as_string(), status);
    failed = failed || status != "warning";
  }
  CHECK(ran.exit_code == (failed ? 1 : 0));
  return problems;
}

void check_broken(const std::vector<std::array<std::string, 3>>& plugins) {
  const Host host;
  for (const auto& [plugin, rule, status] : plugins) {
    INFO(plugin);
    CHECK(problems_of(host, plugin) == Problems{{rule, status}});
  }
}

}  // namespace

TEST_CASE("plugins without a flaw keep every rule") {
  const Host host;
  for (const char* plugin : {"flawless", "flawless_spaces", "flawless_agent", "flawless_model",
                             "toy", "cheap", "warm_mapper", "tiler", "chain"}) {
    INFO(plugin);
    CHECK(problems_of(host, plugin).empty());
  }
}

TEST_CASE("libraries that break one rule") {
  check_broken({{"missing_symbol", "AG-LIB-1", "failed"},
                {"undefined_symbol", "AG-LIB-1", "failed"},
                {"other_manifest", "AG-LIB-2", "failed"},
                {"no_factory", "AG-LIB-3", "failed"},
                {"newer_minor", "AG-LIB-3", "failed"},
                {"lacks_a_function", "AG-LIB-3", "failed"},
                {"exports_more", "AG-ABI-1", "failed"},
                {"has_any_factory", "AG-LIB-4", "failed"},
                {"opens_a_file_at_load", "AG-LIB-5", "failed"}});
  // Every process pays for it.
  CHECK(problems_of(Host(), "loads_slowly", {"--level", "quick"}) ==
        Problems{{"AG-LIB-6", "warning"}});
}

TEST_CASE("instances that break one rule") {
  check_broken({{"is_not_created", "AG-LIFE-1", "failed"},
                {"keeps_memory_of_instances", "AG-LIFE-2", "failed"},
                {"leaves_a_thread", "AG-LIFE-3", "failed"},
                {"has_any_extension", "AG-EXT-1", "failed"},
                {"believes_the_host_is_new", "AG-ABI-2", "crashed"},
                {"changes_directory", "AG-ABI-4", "failed"},
                {"changes_locale", "AG-ABI-4", "failed"},
                {"changes_signals", "AG-ABI-4", "failed"},
                {"blocks_signals", "AG-ABI-4", "failed"},
                {"changes_rounding", "AG-ABI-4", "failed"},
                {"changes_umask", "AG-ABI-4", "failed"},
                {"changes_environment", "AG-ABI-4", "failed"},
                {"leaves_a_file_open", "AG-ABI-4", "failed"},
                {"prints", "AG-ABI-4", "failed"},
                {"writes_too_far", "AG-MEM-1", "failed"},
                {"breaks_without_an_error_text", "AG-MEM-2", "crashed"},
                {"breaks_without_a_place_for_details", "AG-MEM-2", "crashed"},
                {"shares_state", "AG-THR-2", "failed"},
                {"is_entered_twice", "AG-THR-2", "failed"},
                {"takes_any_state", "AG-SAVE-1", "failed"}});
}

TEST_CASE("environments that break one rule") {
  check_broken({{"drifts", "AG-DET-1", "failed"},
                {"depends_on_the_batch", "AG-DET-1", "failed"},
                {"depends_on_the_process", "AG-DET-1", "failed"},
                {"forgets_a_workload", "AG-ENV-2", "failed"},
                {"crashes_at_a_bound", "AG-ENV-3", "crashed"},
                {"refuses_a_bound", "AG-ENV-3", "failed"},
                {"wants_every_parameter", "AG-ENV-4", "failed"},
                {"misses_its_example", "AG-ENV-5", "failed"},
                {"lets_inert_parameters_act", "AG-ENV-6", "failed"},
                {"gives_no_reason", "AG-ENV-7", "failed"},
                {"gives_details_that_are_no_json", "AG-ENV-8", "failed"},
                {"speaks_latin_1", "AG-STR-1", "failed"},
                {"does_not_listen", "AG-ENV-9", "failed"},
                {"leaks", "AG-ENV-10", "warning"},
                {"is_slow", "AG-ENV-11", "warning"},
                {"has_a_hole", "AG-ENV-12", "failed"},
                {"has_no_episodes", "AG-EPI-1", "failed"},
                {"begins_otherwise", "AG-EPI-1", "failed"},
                {"remembers_other_episodes", "AG-EPI-1", "failed"}});
}

TEST_CASE("environments with a space for each workload that break one rule") {
  check_broken({{"does_not_answer", "AG-SPC-1", "failed"},
                {"answers_with_half_an_object", "AG-SPC-1", "failed"},
                {"names_two_alike", "AG-SPC-1", "failed"},
                {"breaks_its_own_constraint", "AG-SPC-1", "failed"},
                {"answers_otherwise_the_second_time", "AG-SPC-2", "failed"},
                {"answers_by_the_process", "AG-SPC-2", "failed"},
                {"mixes_workloads_up", "AG-SPC-3", "failed"},
                {"refuses_its_own_designs", "AG-SPC-3", "failed"}});
}

TEST_CASE("agents that break one rule") {
  check_broken({{"is_stuck", "AG-AGT-1", "failed"},
                {"proposes_nonsense", "AG-AGT-2", "failed"},
                {"writes_too_much", "AG-MEM-1", "failed"},
                {"breaks_without_a_place_for_errors", "AG-MEM-2", "crashed"},
                {"draws_by_the_clock", "AG-DET-2", "failed"},
                {"knows_only_its_own", "AG-AGT-3", "failed"},
                {"forgets_where_it_was", "AG-AGT-4", "failed"},
                {"refines_what_it_does_not_know", "AG-EPI-2", "failed"},
                {"wants_small_batches", "AG-AGT-5", "failed"},
                {"counts_on_its_budget", "AG-AGT-6", "failed"},
                {"gives_up", "AG-AGT-7", "failed"},
                {"knows_one_objective", "AG-AGT-8", "failed"},
                {"breaks_at_a_hyperparameter", "AG-AGT-9", "failed"},
                {"does_not_search", "AG-AGT-10", "warning"},
                {"ponders", "AG-AGT-11", "warning"}});
}

TEST_CASE("models that break one rule") {
  check_broken({{"leaves_gaps", "AG-MOD-1", "failed"},
                {"guesses_by_the_process", "AG-DET-2", "failed"},
                {"takes_any_shape", "AG-MOD-2", "failed"},
                {"forgets_what_it_learnt", "AG-MOD-3", "failed"},
                {"does_not_learn", "AG-MOD-4", "warning"}});
}

TEST_CASE("a manifest that is not valid breaks a rule and stops the others") {
  const Host host;
  std::string text = archgym::test::read_file_text(k_plugins / "flawless/flawless.archgym.json");
  const std::string from = "\"minimum\": 1,";
  text.replace(text.find(from), from.size(), "\"minimum\": 1001,");
  const auto file = host.directory().write("flawless/flawless.archgym.json", text);
  CHECK(problems_of(host, file.string()) == Problems{{"AG-MAN-1", "failed"}});
}

TEST_CASE("a manifest whose own objectives a run would refuse is not valid") {
  const Host host;
  const std::string text =
      archgym::test::read_file_text(k_plugins / "flawless/flawless.archgym.json");
  for (
      const std::string member :
      {R"j("default_objective": "minimize(tim)",)j",
       R"j("objectives": [{"id": "thrift", "objective": "minimize(powr)", "description": "d"}],)j"}) {
    std::string wrong = text;
    const std::string before = "\"parameters\":";
    wrong.insert(wrong.find(before), member);
    const auto file = host.directory().write("flawless/flawless.archgym.json", wrong);
    CHECK(problems_of(host, file.string()) == Problems{{"AG-MAN-1", "failed"}});
  }
}

TEST_CASE("a plugin that hangs costs the time limit and no more") {
  const Host host;
  CHECK(problems_of(host, "hangs", {"--level", "quick", "--time-limit", "0.5"}) ==
        Problems{{"AG-LIFE-1", "failed"}});
}

TEST_CASE("a rule of which nothing could be tried is not kept") {
  const Host host;
  // Half of the time is over before the first case begins.
  const auto report = json_of(host(
      {"validate", "toy", "--only", "AG-ENV-3", "--time-limit", "1e-6", "--in-process", "--json"}));
  const auto& rule = report.at("plugins").at(0).at("rules").at(0);
  CHECK(rule.at("status").as_string() == "skipped");
  CHECK_THAT(std::string(rule.at("reason").as_string()), Catch::Contains("not one case"));
}

TEST_CASE("the test of a rule that was not needed is skipped, with the reason") {
  const Host host;
  const auto ran = host({"validate", "is_not_created", "--only", "AG-LIFE-1", "AG-ENV-1"});
  CHECK(ran.exit_code == 1);
  CHECK_THAT(ran.out, Catch::Contains("no licence") &&
                          Catch::Contains("not tried, because AG-LIFE-1 is broken") &&
                          Catch::Contains("FAILED: 1 failed, 1 skipped"));
}

TEST_CASE("a failing case is repeated alone") {
  const Host host;
  const auto report =
      json_of(host({"validate", "refuses_a_bound", "--only", "AG-ENV-3", "--json"}));
  const auto& rule = report.at("plugins").at(0).at("rules").at(0);
  CHECK(rule.at("case").as_string() == "size = 1");
  const std::string replay(rule.at("replay").as_string());
  for (const std::vector<std::string>& more : {std::vector<std::string>{}, {"--in-process"}}) {
    std::vector<std::string> arguments{"validate", "refuses_a_bound", "--replay", replay};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto again = host(arguments);
    CHECK(again.exit_code == 1);
    CHECK_THAT(again.out, Catch::Contains("size = 1") && Catch::Contains("too small"));
  }
  // Another case of the same rule is kept.
  CHECK(host({"validate", "refuses_a_bound", "--replay", "AG-ENV-3:1"}).exit_code == 0);
  CHECK_THAT(host({"validate", "refuses_a_bound", "--replay", "AG-ENV-3:999"}).out,
             Catch::Contains("there is no case 999"));
}

TEST_CASE("a waiver accepts one rule for one plugin, and says why") {
  const Host host;
  host.directory().write("waivers.json", R"({"waivers": [
      {"rule": "AG-ABI-4", "plugin": "prints", "reason": "the simulator has a banner"}]})");
  const auto ran = host({"validate", "prints", "--only", "AG-ABI-4", "--waivers", "waivers.json"});
  CHECK(ran.exit_code == 0);
  CHECK_THAT(ran.out, Catch::Contains("waived") && Catch::Contains("the simulator has a banner"));
  CHECK(host({"validate", "changes_umask", "--only", "AG-ABI-4", "--waivers", "waivers.json"})
            .exit_code == 1);
}

TEST_CASE("JUnit XML has a case for every rule") {
  const Host host;
  CHECK(host({"validate", "prints", "toy", "--only", "AG-ABI-4", "AG-SAVE-1", "--junit", "out.xml"})
            .exit_code == 1);
  const std::string xml = archgym::test::read_file_text(host.directory().path() / "out.xml");
  CHECK_THAT(xml, Catch::Contains("<testsuite name=\"prints\" tests=\"2\" failures=\"1\"") &&
                      Catch::Contains("<testsuite name=\"toy\" tests=\"2\" failures=\"0\"") &&
                      Catch::Contains("<failure message=\"the plugin printed") &&
                      Catch::Contains("<skipped message="));
}

TEST_CASE("validate refuses what it does not know") {
  const Host host;
  check_refused(host({"validate"}), {"nothing to validate"});
  check_refused(host({"validate", "flawles"}), {"no plugin 'flawles'", "did you mean 'flawless'"});
  check_refused(host({"validate", "toy", "--only", "AG-ABI-44"}), {"AG-ABI-44", "did you mean"});
  check_refused(host({"validate", "toy", "--replay", "AG-ENV-3"}), {"AG-ENV-3:17"});
  check_refused(host({"validate", "toy", "--level", "full"}), {"full"});
  check_refused(host({"validate", "toy", "--junit", "nowhere/out.xml"}), {"nowhere/out.xml"});
  host.directory().write("waivers.json", R"({"waivers": [{"rule": "AG-ENV-9", "plugin": "toy"}]})");
  check_refused(host({"validate", "toy", "--waivers", "waivers.json"}), {"waivers[0]", "reason"});
}
