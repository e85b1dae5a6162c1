// Plugins that cannot be used: each a clear refusal.
#include <algorithm>

#include "host.hpp"

using archgym::test::check_refused;
using archgym::test::Host;
namespace fs = std::filesystem;

namespace {

const fs::path k_plugins = ARCHGYM_TEST_PLUGINS;

// A manifest of the toy with one text replaced, beside a copy of its library.
fs::path altered(const Host& host, const std::string& from, const std::string& to,
                 const std::string& file = "toy/toy.archgym.json") {
  std::string text = archgym::test::read_file_text(k_plugins / "toy/toy.archgym.json");
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
  fs::path path = host.directory().write(file, text);
  fs::copy_file(k_plugins / "toy/libtoy_env.so", path.parent_path() / "libtoy_env.so",
                fs::copy_options::overwrite_existing);
  return path;
}

}  // namespace

TEST_CASE("libraries that break the contract are refused with the reason") {
  const Host host;
  auto eval = [&](const std::string& plugin) { return host({"eval", "--plugin", plugin}); };
  check_refused(eval("missing_symbol"), {"archgym_plugin_v1", "not an ArchGym plugin"});
  check_refused(eval("other_major"), {"ABI major version 2", "version 1"});
  check_refused(eval("undefined_symbol"),
                {"cannot be loaded", "undefined symbol", "archgym_symbol_that_nobody_has"});
  check_refused(eval("newer_minor"), {"needs ABI version 1.1000", "newer archgym-host"});
  check_refused(eval("other_manifest"), {"differs from the manifest embedded"});
  CHECK_THAT(eval("no_factory").err, Catch::Contains("no such factory"));
  CHECK(eval("no_factory").exit_code == 1);
  CHECK_THAT(eval("short_table").err, Catch::Contains("AG-ABI-2"));
  const auto unfinished = eval("lacks_a_function");
  CHECK(unfinished.exit_code == 1);
  CHECK_THAT(unfinished.err, Catch::Contains("'destroy'") && Catch::Contains("NULL"));
}

TEST_CASE("a plugin is found by name, id, library, manifest, directory and path") {
  const Host host;
  for (const std::string& text :
       {std::string("toy"), std::string("org.archgym.test.toy"), std::string("libtoy_env.so"),
        (k_plugins / "toy").string(), (k_plugins / "toy/libtoy_env.so").string(),
        (k_plugins / "toy/toy.archgym.json").string()}) {
    INFO(text);
    CHECK(host({"eval", "--plugin", text}).exit_code == 0);
  }
}

TEST_CASE("the user's directory and the current directory are searched") {
  const Host host;
  const fs::path data = host.directory().path() / "data";
  fs::create_directories(data / "archgym/plugins");
  fs::copy(k_plugins / "toy", data / "archgym/plugins/toy");
  const auto user = archgym::test::run({ARCHGYM_HOST, "eval", "--plugin", "toy"},
                                       host.directory().path(), {{"XDG_DATA_HOME", data.string()}});
  CHECK(user.exit_code == 0);
  const auto here = archgym::test::run({ARCHGYM_HOST, "eval", "--plugin", "libtoy_env.so"},
                                       k_plugins / "toy", {{"ARCHGYM_PLUGIN_PATH", ""}});
  CHECK(here.exit_code == 0);
}

TEST_CASE("a search that fails says where it looked") {
  const Host host;
  const auto ran = host({"eval", "--plugin", "libnothing_env.so"});
  check_refused(ran, {"no plugin 'libnothing_env.so'", ARCHGYM_TEST_PLUGINS,
                      "/usr/lib/archgym/plugins", "the current directory"});
  check_refused(host({"eval", "--plugin", "./libnothing_env.so"}),
                {"no such file", "libnothing_env.so"});
}

TEST_CASE("a manifest that cannot be read costs its own plugin only") {
  const Host host;
  const fs::path plugins = host.directory().path() / "plugins";
  fs::create_directories(plugins / "directory.archgym.json");
  fs::create_symlink("nowhere", plugins / "dangling.archgym.json");
  fs::create_symlink("/proc/self/mem", plugins / "unreadable.archgym.json");
  host.directory().write("plugins/broken.archgym.json", "{\"id\": ");
  host.directory().write("plugins/binary.archgym.json", std::string("\x7f"
                                                                    "ELF\0\xff",
                                                                    6));
  fs::copy(k_plugins / "toy", plugins / "toy");
  const std::map<std::string, std::string> here{{"ARCHGYM_PLUGIN_PATH", plugins.string()}};
  CHECK(host({"eval", "--plugin", "toy"}, here).exit_code == 0);
  const auto list = host({"list"}, here);
  CHECK(list.exit_code == 0);
  CHECK_THAT(list.out, Catch::Contains("toy"));
  const std::vector<std::pair<std::string, std::string>> reasons{
      {"directory", "it is a directory"},
      {"dangling", "No such file or directory"},
      {"unreadable", "Input/output error"},
      {"broken", "ends inside"},
      {"binary", "byte 127"}};
  for (const auto& [name, reason] : reasons) {
    INFO(name);
    CHECK_THAT(list.out, Catch::Contains(name + ".archgym.json"));
    CHECK_THAT(list.out, Catch::Contains(reason));
    check_refused(host({"describe", "--plugin", name}, here), {name + ".archgym.json", reason});
  }
  // Its id cannot be known.
  check_refused(host({"describe", "--plugin", "org.example.broken"}, here),
                {"no plugin 'org.example.broken'", "not readable", "broken.archgym.json"});
}

TEST_CASE("list and describe run no code of a plugin") {
  const Host host;
  altered(host, "1.2.3", "1.2.3");
  host.directory().write("toy/libtoy_env.so", "no library");
  const std::map<std::string, std::string> here{
      {"ARCHGYM_PLUGIN_PATH", host.directory().path().string()}};
  CHECK_THAT(host({"list"}, here).out, !Catch::Contains("Not usable"));
  CHECK(host({"describe", "--plugin", "toy"}, here).exit_code == 0);
  CHECK_THAT(host({"eval", "--plugin", "toy"}, here).err, Catch::Contains("cannot be loaded"));
}

TEST_CASE("manifests that are wrong are refused before any code runs") {
  const Host host;
  auto refused = [&](const std::string& from, const std::string& to,
                     const std::vector<std::string>& says) {
    INFO(to);
    check_refused(host({"eval", "--plugin", altered(host, from, to).string()}), says);
  };
  refused("\"version\": \"1.2.3\"", "\"version\": \"1.2.4\"",
          {"differs from the manifest embedded"});
  refused("\"major\": 1", "\"major\": 2", {"major"});
  refused("\"type\": \"ordinal\"", "\"type\": \"ordinl\"", {"did you mean 'ordinal'"});
  refused("\"default\": 50", "\"default\": 500", {"size", "500"});
  refused("\"default\": \"fifo\"", "\"default\": \"fifi\"", {"policy", "fifi"});
  refused("policy == 'random'", "polycy == 'random'", {"polycy", "did you mean 'policy'"});
  refused("policy == 'random'", "policy == 'randm'", {"randm", "did you mean 'random'"});
  refused("ways <= size", "ways <= ", {"ways <="});
  refused("\"name\": \"boost\"", "\"name\": \"turbo\"", {"turbo"});
  refused("libtoy_env.so", "../libtoy_env.so", {"library"});
  refused("libtoy_env.so", "libtoi_env.so", {"libtoi_env.so", "does not exist"});
  refused("\"summary\":", "\"sumary\":", {"sumary", "summary"});
  refused("\"manifest_version\": 1", "\"manifest_version\": 2", {"manifest_version"});
  check_refused(host({"eval", "--plugin",
                      altered(host, "1.2.3", "1.2.3", "toy/other.archgym.json").string()}),
                {"other", "toy"});
}

TEST_CASE("agents that break their contract end the run with the reason") {
  const Host host;
  auto ends = [&](const std::string& fault, const std::string& says) {
    INFO(fault);
    const auto ran = host({"--plugin", "toy", "--agent", "faulty", "--hyper", "fault=" + fault,
                           "--budget", "3", "--out", fault + ".sqlite"});
    INFO(ran.err);
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err, Catch::Contains("faulty") && Catch::Contains(says));
  };
  ends("wrong_kind", "wrong kind or out of range (trial 0)");
  ends("out_of_range", "wrong kind or out of range (trial 0)");
  ends("too_many", "only 3 were asked for");
  ends("stuck", "waits for results");
  ends("nothing", "expected AG_AGAIN or AG_DONE");
  ends("ask_fails", "the model has diverged");
  ends("tell_fails", "the result was not understood");
  ends("create_fails", "no licence for this agent");
  ends("points_elsewhere", "changed the address or number of a proposal's parameters");
  ends("writes_too_far", "wrote past the end of a proposal's parameters (AG-MEM-1)");
}

TEST_CASE("what an agent does to its process does not change the run") {
  const Host host;
  auto rows_with = [&](const std::string& fault) {
    INFO(fault);
    const std::string file = fault + ".sqlite";
    const auto ran = host({"--plugin", "toy", "--agent", "faulty", "--hyper", "fault=" + fault,
                           "--budget", "30", "--out", file});
    INFO(ran.err);
    CHECK(ran.exit_code == 0);
    CHECK_THAT(ran.out, Catch::Contains("Recorded in " + file));
    return archgym::test::trajectory(host, file);
  };
  const std::string undisturbed = rows_with("unremarkable");
  CHECK(std::count(undisturbed.begin(), undisturbed.end(), '\n') == 30);
  for (const std::string fault :
       {"changes_results", "changes_directory", "answers_any_extension", "forks"}) {
    CHECK(rows_with(fault) == undisturbed);
  }
}

TEST_CASE("a process that an agent forks does not go on as a second host") {
  const Host host;
  const auto ran = host({"--plugin", "toy", "--agent", "faulty", "--hyper", "fault=forks",
                         "--budget", "30", "--out", "a.sqlite"});
  CHECK(ran.exit_code == 0);
  const std::string_view said = "agent 'faulty' forked a process and let it return to the host";
  const auto first = ran.err.find(said);
  REQUIRE(first != std::string::npos);
  CHECK(ran.err.find(said, first + 1) == std::string::npos);
  const auto summary = ran.out.find("Recorded in");
  REQUIRE(summary != std::string::npos);
  CHECK(ran.out.find("Recorded in", summary + 1) == std::string::npos);
}

TEST_CASE("an agent that crashes is named, and how the run goes on") {
  const Host host;
  for (const std::string fault : {"crashes", "crashes_in_a_thread"}) {
    INFO(fault);
    const auto ran = host({"--plugin", "toy", "--agent", "faulty", "--hyper", "fault=" + fault,
                           "--budget", "30", "--out", fault + ".sqlite"});
    INFO(ran.err);
    CHECK(ran.exit_code != 0);
    CHECK_THAT(ran.err, Catch::Contains("agent 'faulty'") &&
                            Catch::Contains("Segmentation fault") &&
                            Catch::Contains("archgym-host resume " + fault + ".sqlite"));
    CHECK(host({"export", fault + ".sqlite", "--format", "jsonl"}).exit_code == 0);
  }
}

TEST_CASE("an agent that calls exit() ends the run with a message, and what was evaluated stays") {
  const Host host;
  for (const std::string fault : {"exits", "exits_quickly"}) {
    INFO(fault);
    const auto ran = host({"--plugin", "toy", "--agent", "faulty", "--hyper", "fault=" + fault,
                           "--budget", "30", "--out", fault + ".sqlite"});
    CHECK(ran.exit_code == 1);
    CHECK(ran.out.empty());
    CHECK_THAT(ran.err, Catch::Contains("has called exit()"));
    const auto rows = host({"export", fault + ".sqlite", "--format", "jsonl"}).out;
    CHECK(std::count(rows.begin(), rows.end(), '\n') == 20);
    CHECK(host({"resume", fault + ".sqlite"}).exit_code == 1);  // it exits there again
  }
}

TEST_CASE("a run that would not continue to the same trajectory is not continued") {
  const Host host;
  // The agent's state does not say where it was, and the rows show it.
  REQUIRE(host({"--plugin", "toy", "--agent", "faulty", "--hyper", "fault=unrepeatable", "--budget",
                "3", "--out", "a.sqlite"})
              .exit_code == 0);
  const auto sqlite = archgym::test::run({"sqlite3", "a.sqlite", "delete from checkpoint"},
                                         host.directory().path());
  REQUIRE(sqlite.exit_code == 0);
  const auto ran = host({"resume", "a.sqlite", "--budget", "6"});
  CHECK(ran.exit_code == 1);
  CHECK_THAT(ran.err, Catch::Contains("proposes another design for trial 0"));
}
