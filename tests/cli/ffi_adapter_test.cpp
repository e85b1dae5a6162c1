// The ffi adapter as a user meets it: a C library that knows nothing of ArchGym is an environment.
#include <filesystem>

#include "host.hpp"

using namespace archgym::test;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

const std::string k_shapes = std::string(ARCHGYM_TEST_PLUGINS) + "/shapes";

// A copy of the manifest in a directory of its own, with members of it replaced.
class Variant {
 public:
  Variant() : manifest_(json::parse(read_file_text(k_shapes + "/shapes.archgym.json"))) {
    fs::create_symlink(k_shapes + "/libshapes.so", directory_.path() / "libshapes.so");
  }

  json::object& manifest() { return manifest_.as_object(); }
  json::object& ffi() { return manifest().at("ffi").as_object(); }

  Ran eval(std::vector<std::string> more = {},
           const std::map<std::string, std::string>& variables = {}) const {
    directory_.write("shapes.archgym.json", json::serialize(manifest_));
    more.insert(more.begin(),
                {"eval", "--plugin", directory_.path().string() + "/shapes.archgym.json"});
    return host_(more, variables);
  }
  const TemporaryDirectory& directory() const { return directory_; }

 private:
  Host host_;
  TemporaryDirectory directory_;
  json::value manifest_;
};

// A function of one argument in the place of the cache model.
void call_instead(Variant& variant, const std::string& function, const std::string& argument) {
  json::object& ffi = variant.ffi();
  ffi["function"] = json::parse(R"({"name": ")" + function + R"(", "arguments": [)" + argument +
                                R"(], "returns": {"name": "status", "type": "double"}})");
  ffi.erase("infeasible");
  ffi["ok"] = "status == status";
  for (const char* metric : {"time", "size", "accesses"}) {
    ffi.at("metrics").as_object()[metric] = {{"output", "status"}};
  }
  variant.manifest()["examples"] = json::parse(R"([{"metrics": {"accesses": 2}}])");
}

}  // namespace

TEST_CASE("a C function is described and evaluated like any environment") {
  const Host host;
  const auto described = host({"describe", "--plugin", "shapes"});
  CHECK(described.exit_code == 0);
  CHECK_THAT(described.out, Catch::Contains("WriteBack"));
  const auto ran = json_of(host({"eval", "--plugin", "shapes", "--set", "Ways=4", "--json"}));
  const auto metric = [&ran](const char* name) {
    return ran.at("metrics").at(name).at("value").to_number<double>();
  };
  CHECK(metric("time") == Approx(10.5));
  CHECK(metric("size") == 64);
  CHECK(metric("sets_per_way") == 64);
}

TEST_CASE("an agent searches a C function, in parallel too, with the same trajectory") {
  const Host host;
  for (const std::string jobs : {"1", "2"}) {
    const auto ran = host({"run", "--plugin", "shapes", "--agent", "random_walker", "--budget",
                           "200", "-j", jobs, "--out", jobs + ".sqlite", "--json"});
    INFO(ran.err);
    REQUIRE(ran.exit_code == 0);
    const auto counts = json_of(ran).at("accounting").as_object();
    CHECK(counts.at("asked").to_number<int>() == 200);
  }
  const std::string rows = trajectory(host, "1.sqlite");
  CHECK(rows == trajectory(host, "2.sqlite"));
  CHECK_THAT(rows, Catch::Contains("the cache does not fit its area"));
  CHECK_THAT(rows, Catch::Contains("cache_model() did not work: status == 0"));
}

TEST_CASE("an adapter never runs within the host") {
  const Host host;
  check_refused(host({"eval", "--plugin", "shapes", "--isolation", "none"}),
                {"adapters never run within the host", "--isolation worker"});
}

TEST_CASE(
    "the library is taken from the config, the environment variable, or beside the manifest") {
  Variant variant;
  CHECK(variant.eval().exit_code == 0);
  fs::remove(variant.directory().path() / "libshapes.so");
  check_refused(variant.eval(),
                {"libshapes.so' (named by the manifest) is not there",
                 "set the config 'library' to its path, or the environment variable "
                 "SHAPES_LIBRARY"});
  const std::string elsewhere = k_shapes + "/libshapes_stripped.so";
  CHECK(variant.eval({}, {{"SHAPES_LIBRARY", elsewhere}}).exit_code == 0);
  CHECK(variant.eval({"--config", "library=" + elsewhere}).exit_code == 0);
  check_refused(
      variant.eval({"--config", "library=/nowhere/lib.so"}, {{"SHAPES_LIBRARY", elsewhere}}),
      {"library '/nowhere/lib.so' (config 'library') is not there"});
}

TEST_CASE("a library that is none, a function that is not in it, another prototype") {
  Variant variant;
  const auto text = variant.directory().write("text.so", std::string(200, 'x'));
  check_refused(variant.eval({"--config", "library=" + text.string()}),
                {"text.so: cannot be loaded"});
  variant.ffi().at("function").as_object()["name"] = "cache_mode";
  check_refused(variant.eval(), {"has no function 'cache_mode' (did you mean 'cache_model'?)"});
  variant.ffi().at("function").as_object()["name"] = "cache_model";
  variant.ffi().at("structs").at("config").at("fields").as_array()[1].as_object()["type"] =
      "uint32";
  check_refused(variant.eval(), {"argument 'config' points to struct cache_config of 40 bytes"});
}

TEST_CASE("a mistake in the descriptor is named with its place") {
  Variant variant;
  variant.ffi()["struct"] = json::object();
  check_refused(variant.eval(), {"ffi: unknown key 'struct'", "did you mean 'structs'?"});
  variant.ffi().erase("struct");
  variant.ffi().at("metrics").as_object().erase("time");
  check_refused(variant.eval(), {"ffi: metrics: nothing says where 'time' comes from"});
}

TEST_CASE("an example that does not hold refuses the environment") {
  Variant variant;
  variant.manifest()["examples"] =
      json::parse(R"([{"metrics": {"size": 32}}, {"metrics": {"time": 11}}])");
  check_refused(variant.eval(),
                {"environment 'shapes' is not as its manifest says: examples[1]: time is",
                 "the example says 11"});
  // With another config than that of the user.
  variant.manifest()["examples"] = json::parse(
      R"([{"config": {"level_two": 20}, "metrics": {"time": 10}, "relative_tolerance": 1e-6}])");
  check_refused(variant.eval(), {"examples[0]: time is 14"});
  variant.manifest().erase("examples");
  check_refused(variant.eval(), {"examples"});
}

TEST_CASE("a crash of the function costs its evaluation only") {
  Variant variant;
  call_instead(variant, "crash_at", R"({"name": "value", "type": "int", "parameter": "Ways"},
                                      {"name": "bad", "type": "int", "constant": 5})");
  const auto crashed = variant.eval({"--set", "Ways=5"});
  CHECK(crashed.exit_code == 1);
  CHECK_THAT(crashed.err, Catch::Contains("crashed"));
  CHECK(variant.eval({"--set", "Ways=6"}).exit_code == 0);
}
