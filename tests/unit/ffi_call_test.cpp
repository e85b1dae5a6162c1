// What the ffi adapter passes to C functions, and what it makes of what they do.
#include <cmath>

#include "ffi_support.hpp"

using namespace archgym::test;
using Catch::Contains;

TEST_CASE("numbers of every type arrive by value") {
  Instance call(ffi_manifest(calling("add_all", R"(
    {"name": "a", "type": "int8", "constant": -1}, {"name": "b", "type": "uint8", "constant": 250},
    {"name": "c", "type": "int16", "constant": -1000}, {"name": "d", "type": "uint16", "constant": 60000},
    {"name": "e", "type": "int", "parameter": "x"}, {"name": "f", "type": "uint32", "constant": 4000000000},
    {"name": "g", "type": "int64", "config": "k"}, {"name": "h", "type": "size_t", "expression": "x * 2"},
    {"name": "i", "type": "float", "constant": 0.5}, {"name": "j", "type": "double", "parameter": "r"},
    {"name": "k", "type": "bool", "parameter": "on"})")));
  const double constants = -1 + 250 - 1000 + 60000 + 4e9 + 6 + 0.5;
  CHECK(call.value() == constants + 4 + 8 + 2.5 + 1);
  CHECK(call.value(R"({"x": 10, "r": 0.25, "on": false})") == constants + 10 + 20 + 0.25);
}

TEST_CASE("an integer keeps all its digits") {
  Instance call(ffi_manifest(
      R"({"function": {"name": "echo_seed", "arguments": [{"name": "s", "type": "uint64", "seed": true}],
          "returns": {"type": "uint64"}}, "metrics": {"m": {"output": "result"}, "n": {"expression": "x"}}})"));
  CHECK(call.value("{}", 18446744073709551615U) == 18446744073709551615.0);
  CHECK(call.value("{}", 3) == 3);
}

TEST_CASE("a small negative integer is returned as it is") {
  Instance call(ffi_manifest(
      calling("negative", R"({"name": "v", "type": "int", "parameter": "x"})", "int8")));
  CHECK(call.value(R"({"x": 100})") == -100);
  CHECK(call.value(R"({"x": -5})") == 5);
}

TEST_CASE("labels, numbers for labels, texts and the workload") {
  const auto length = [](const std::string& source) {
    return calling("text_length", R"({"name": "t", "type": "string", )" + source + "}", "size_t");
  };
  Instance label(ffi_manifest(length(R"("parameter": "c")")));
  CHECK(label.value() == 1);
  Instance mapped(
      ffi_manifest(length(R"("parameter": "c", "values": {"a": "", "b": "two", "d": "longer"})")));
  CHECK(mapped.value(R"({"c": "a"})") == 0);
  CHECK(mapped.value(R"({"c": "d"})") == 6);
  Instance constant(ffi_manifest(length(R"("constant": "twelve bytes")")));
  CHECK(constant.value() == 12);
  Instance config(ffi_manifest(length(R"("config": "text")")));
  CHECK(config.value() == 4);
  Instance workload(ffi_manifest(length(R"("workload": true)")));
  CHECK(workload.value() == 3);
  Instance position(
      ffi_manifest(calling("divide", R"({"name": "a", "type": "double", "parameter": "c"},
                           {"name": "b", "type": "double", "constant": 1})")));
  CHECK(position.value(R"({"c": "d"})") == 2);
}

TEST_CASE("a parameter is converted to the unit of the function, a result to that of the metric") {
  Instance call(ffi_manifest(
      R"({"function": {"name": "divide", "arguments": [
            {"name": "a", "type": "double", "parameter": "r", "unit": "ps"},
            {"name": "b", "type": "double", "constant": 10}], "returns": {"type": "double"}},
          "metrics": {"m": {"output": "result", "unit": "us"}, "n": {"expression": "result"}}})"));
  const Answer answer = call();
  CHECK(answer.metrics[0] == Approx(250e3));
  CHECK(answer.metrics[1] == Approx(250));
}

TEST_CASE("an inactive parameter passes its default") {
  Instance call(ffi_manifest(
      calling("negative", R"({"name": "v", "type": "int", "parameter": "w"})", "int8")));
  CHECK(call.value(R"({"w": 3})") == -3);
  CHECK(call.value(R"({"on": false})") == -7);
}

TEST_CASE("arrays in and out, a scalar in and out, the number of elements") {
  Instance call(ffi_manifest(
      R"({"function": {"name": "weigh", "arguments": [
            {"name": "values", "type": "int32", "pass": "in",
             "elements": [{"parameter": "x"}, {"constant": 5}, {"config": "k"}]},
            {"name": "count", "type": "size_t", "count_of": "values"},
            {"name": "sums", "type": "double", "pass": "out", "count": 2},
            {"name": "weight", "type": "double", "pass": "in_out", "expression": "r + 1"}],
            "returns": {"type": "size_t"}},
          "metrics": {"m": {"output": "sums[1]"}, "n": {"expression": "m + 1000 * weight + 1e6 * result"}}})"));
  // The weight is doubled where it is: a second call must not begin with the first one's.
  for (int repeat = 0; repeat < 2; ++repeat) {
    const Answer answer = call(R"({"x": 2})");
    CHECK(answer.metrics[0] == 60);
    CHECK(answer.metrics[1] == 60 + 7000 + 3e6);
  }
}

TEST_CASE("an output that is not written is not the one of an earlier call") {
  Instance call(ffi_manifest(
      R"({"function": {"name": "write_first", "arguments": [
            {"name": "out", "type": "double", "pass": "out"},
            {"name": "counts", "type": "int32", "pass": "out", "count": 2},
            {"name": "value", "type": "double", "parameter": "x"}]},
          "metrics": {"m": {"output": "out"}, "n": {"output": "counts[0]"}}})"));
  Answer answer = call(R"({"x": 3})");
  CHECK(answer.metrics[0] == 3);
  CHECK(answer.metrics[1] == 3);
  answer = call(R"({"x": 0})");
  CHECK(std::isnan(answer.metrics[0]));
  CHECK(answer.metrics[1] == 0);
}

TEST_CASE("a struct is passed and returned by value") {
  Instance call(ffi_manifest(
      R"({"structs": {"pair": {"fields": [{"name": "first", "type": "double", "parameter": "x"},
                                          {"name": "second", "type": "int32", "constant": 9}]}},
          "function": {"name": "turned", "arguments": [{"name": "pair", "struct": "pair"}],
                       "returns": {"struct": "pair", "name": "other"}},
          "metrics": {"m": {"output": "other.first"}, "n": {"output": "other.second"}}})"));
  for (const int x : {4, 5, 6}) {
    const Answer answer = call(R"({"x": )" + std::to_string(x) + "}");
    CHECK(answer.metrics[0] == 9);
    CHECK(answer.metrics[1] == x);
  }
}

TEST_CASE("the workload's file is an array") {
  const std::string ffi =
      R"({"function": {"name": "byte_sum", "arguments": [
            {"name": "data", "type": "uint8", "pass": "in", "workload_data": "data"},
            {"name": "size", "type": "size_t", "count_of": "data"}], "returns": {"type": "uint64"}},
          "metrics": {"m": {"output": "result"}, "n": {"expression": "size"}}})";
  Instance call(ffi_manifest(ffi));
  const Answer answer = call();
  CHECK(answer.metrics[0] == 'a' + 'b' + 'c');
  CHECK(answer.metrics[1] == 3);
  const Answer missing = call("{}", 1, "missing");
  CHECK(missing.status == AG_FAILED);
  CHECK_THAT(missing.reason, Contains("data/missing") && Contains("cannot be read"));
  CHECK(call().metrics[0] == 'a' + 'b' + 'c');
}

TEST_CASE("init makes a handle and destroy takes it back") {
  const std::string run =
      R"("destroy": "model_free", "function": {"name": "model_run", "arguments": [
           {"name": "model", "type": "pointer", "handle": true},
           {"name": "x", "type": "double", "parameter": "x"}], "returns": {"type": "double"}},
         "metrics": {"m": {"output": "result"}, "n": {"output": "result"}}})";
  const std::string by_return =
      R"({"init": {"name": "model_new", "arguments": [{"name": "scale", "type": "int", "config": "k"}],
                   "returns": {"type": "pointer"}}, )" +
      run;
  const auto by_pointer = [&run](const std::string& name) {
    return R"({"init": {"name": "model_open", "arguments": [
                 {"name": "model", "type": "pointer", "pass": "out"},
                 {"name": "name", "type": "string", "constant": ")" +
           name + R"("}], "returns": {"name": "status", "type": "int"}, "ok": "status == 0"}, )" +
           run;
  };
  Instance alive(ffi_manifest(
      calling("models_alive", R"({"name": "unused", "type": "int", "constant": 0})", "int")));
  {
    Instance first(ffi_manifest(by_return));
    Instance second(ffi_manifest(by_pointer("seven")));
    CHECK(first.value() == 24);
    CHECK(second.value() == 20);
    CHECK(alive.value() == 2);
  }
  CHECK(alive.value() == 0);
  CHECK_THAT(refusal(by_pointer("broken")),
             Contains("model_open() did not work: status == 0") && Contains("(status = 5)"));
  std::string no_handle = by_return;
  no_handle.replace(no_handle.find("\"config\": \"k\""), 13, "\"constant\": -1");
  CHECK_THAT(refusal(no_handle), Contains("model_new() gave NULL instead of a handle"));
}

TEST_CASE("what a call means: infeasible, failed, a value that does not fit") {
  Instance call(ffi_manifest(
      R"({"function": {"name": "divide", "arguments": [
            {"name": "a", "type": "double", "parameter": "x"},
            {"name": "b", "type": "double", "parameter": "r"}], "returns": {"type": "double"}},
          "infeasible": [{"when": "r == 0", "reason": "nothing can be divided by nothing"}],
          "ok": "result < 100 and on",
          "metrics": {"m": {"output": "result"}, "n": {"output": "result"}}})"));
  CHECK(call.value() == 1.6);
  Answer answer = call(R"({"r": 0})");
  CHECK(answer.status == AG_INFEASIBLE);
  CHECK(answer.reason == "nothing can be divided by nothing");
  answer = call(R"({"r": 0.01, "x": 2})");
  CHECK(answer.status == AG_FAILED);
  CHECK_THAT(answer.reason, Contains("divide() did not work: result < 100 and on does not hold") &&
                                Contains("result = 200"));
  Instance narrow(ffi_manifest(
      calling("negative", R"({"name": "v", "type": "int8", "expression": "x / 2"})", "int8"),
      SHAPES_STRIPPED));
  CHECK(narrow.value() == -2);
  CHECK_THAT(narrow(R"({"x": 5})").reason, Contains("argument 'v': 2.5 is not a value of int8"));
  CHECK_THAT(narrow(R"({"x": 300})").reason, Contains("150 is not a value of int8"));
  CHECK(narrow(R"({"x": 300})").status == AG_FAILED);
}

TEST_CASE("writing around an output makes the process suspect") {
  Instance call(ffi_manifest(
      R"({"function": {"name": "write_around", "arguments": [
            {"name": "out", "type": "int32", "pass": "out"},
            {"name": "place", "type": "int", "parameter": "x"}]},
          "metrics": {"m": {"output": "out"}, "n": {"output": "out"}}})"));
  CHECK(call.value(R"({"x": 0})") == 1);
  CHECK(call.value(R"({"x": 3})") == 1 << 24);
  Answer answer = call();
  CHECK(answer.status == AG_E_PROCESS);
  CHECK_THAT(answer.reason, Contains("write_around() wrote past the end of argument 'out'"));
  Instance before(ffi_manifest(
      R"({"function": {"name": "write_around", "arguments": [
            {"name": "out", "type": "int32", "pass": "out"},
            {"name": "place", "type": "int", "parameter": "x"}]},
          "metrics": {"m": {"output": "out"}, "n": {"output": "out"}}})"));
  answer = before(R"({"x": -1})");
  CHECK(answer.status == AG_E_PROCESS);
  CHECK_THAT(answer.reason, Contains("wrote in front of argument 'out'"));
}

TEST_CASE("what debug information says is compared, and its absence is only logged") {
  const std::string right =
      calling("negative", R"({"name": "v", "type": "int", "parameter": "x"})", "int8");
  CHECK(Instance(ffi_manifest(right)).log.empty());
  CHECK_THAT(Instance(ffi_manifest(right, SHAPES_STRIPPED)).log, Contains("no debug information"));
}
