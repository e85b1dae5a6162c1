// Descriptors of the ffi adapter that are refused, each with one message that says why.
#include <fstream>

#include "ffi_support.hpp"

using namespace archgym::test;
using Catch::Contains;

namespace {

const std::string k_value = R"({"name": "v", "type": "int", "parameter": "x"})";

// The message about one argument of a function.
std::string about(const std::string& argument) {
  return refusal(calling("negative", argument, "int8"));
}

}  // namespace

TEST_CASE("mistakes in a descriptor are named with their place") {
  CHECK_THAT(about(R"({"name": "v", "type": "integer", "parameter": "x"})"),
             Contains("function.arguments[0].type") && Contains("'integer'"));
  CHECK_THAT(about(R"({"name": "v", "type": "int", "parameter": "y"})"),
             Contains("function: arguments[0] 'v': there is no parameter 'y'"));
  CHECK_THAT(about(R"({"name": "v", "type": "int"})"),
             Contains("expected where its value comes from"));
  CHECK_THAT(about(R"({"name": "v", "type": "int", "constant": 1, "seed": true})"),
             Contains("found constant and seed"));
  CHECK_THAT(about(R"({"name": "v", "type": "int", "config": "kk"})"),
             Contains("the config has no member 'kk'") && Contains("did you mean 'k'?"));
  CHECK_THAT(about(R"({"name": "v", "type": "int", "expression": "x + q"})"), Contains("'q'"));
  CHECK_THAT(about(R"({"name": "v", "type": "int", "count_of": "u"})"),
             Contains("count_of: there is no argument 'u'"));
  CHECK_THAT(about(R"({"name": "v", "type": "int", "parameter": "x", "unit": "ns"})"),
             Contains("parameter 'x'") && Contains("'ns'"));
  CHECK_THAT(about(R"({"name": "v", "type": "int", "parameter": "x", "values": {"a": 1}})"),
             Contains("'values' goes with categorical parameters"));
  CHECK_THAT(about(R"({"name": "v", "type": "int", "parameter": "c", "values": {"a": 1, "b": 2}})"),
             Contains("nothing is said about 'd'"));
  CHECK_THAT(about(R"({"name": "v", "type": "int", "parameter": "c", "values": {"e": 1}})"),
             Contains("has no label 'e'"));
  CHECK_THAT(about(R"({"name": "v", "type": "uint8", "parameter": "x"})"),
             Contains("parameter 'x' can be -9, which is not a value of uint8"));
  CHECK_THAT(about(R"({"name": "v", "type": "int", "parameter": "r"})"), Contains("is real"));
  CHECK_THAT(about(R"({"name": "v", "type": "uint8", "constant": 256})"),
             Contains("256 is not a value of uint8"));
  CHECK_THAT(about(R"({"name": "v", "type": "pointer", "constant": 4096})"),
             Contains("the only constant pointer is null"));
  CHECK_THAT(about(R"({"name": "v", "type": "int", "count": 2, "parameter": "x"})"),
             Contains("an array is passed as a pointer"));
  CHECK_THAT(about(R"({"name": "v", "type": "string", "seed": true})"),
             Contains("'seed' cannot be passed as string"));
  CHECK_THAT(about(R"({"name": "v", "struct": "s"})"), Contains("there is no struct 's'"));
  CHECK_THAT(about(k_value + ", " + k_value), Contains("two arguments or results are called 'v'"));
  CHECK_THAT(about(R"({"name": "v", "type": "int", "pass": "out", "constant": 1})"),
             Contains("has no value to pass"));
  CHECK_THAT(about(R"({"name": "v", "type": "string", "pass": "out"})"), Contains("not supported"));
  CHECK_THAT(about(R"({"name": "v", "type": "string", "constant": "a\u0000b"})"), Contains("NUL"));
}

TEST_CASE("mistakes in where metrics come from are named") {
  const auto with = [](const std::string& m, const std::string& more = "") {
    return refusal(R"({"function": {"name": "negative", "arguments": [)" + k_value +
                   R"(], "returns": {"type": "int8"}}, "metrics": {"m": )" + m +
                   R"(, "n": {"output": "result"}})" + more + "}");
  };
  CHECK_THAT(with(R"({"output": "resul"})"), Contains("metrics.m: output: there is no argument or "
                                                      "result 'resul' (did you mean 'result'?)"));
  CHECK_THAT(with(R"({"output": "result[1]"})"), Contains("[1] is none of them"));
  CHECK_THAT(with(R"({"output": "result.a"})"), Contains("'result' has no fields"));
  CHECK_THAT(with(R"({"output": "result[a]"})"), Contains("not an integer"));
  CHECK_THAT(with("{}"), Contains("either 'output' or 'expression'"));
  CHECK_THAT(with(R"({"output": "result", "unit": "m"})"),
             Contains("metrics.m") && Contains("'m'"));
  CHECK_THAT(with(R"({"expression": "resul"})"), Contains("'result'"));
  CHECK_THAT(with(R"({"output": "result"}, "o": {"output": "result"})"), Contains("no metric 'o'"));
  CHECK_THAT(with(R"({"output": "result"})", R"(, "ok": "result")"), Contains("ok"));
  CHECK_THAT(
      with(R"({"output": "result"})", R"(, "infeasible": [{"when": "z == 1", "reason": "z"}])"),
      Contains("infeasible[0]: when"));
}

TEST_CASE("init knows constants and the config only") {
  CHECK_THAT(refusal(R"({"init": {"name": "model_new", "arguments": [
                           {"name": "s", "type": "int", "parameter": "x"}]},
                         "function": {"name": "negative", "arguments": [)" +
                     k_value +
                     R"(], "returns": {"type": "int8"}},
                         "metrics": {"m": {"output": "result"}, "n": {"output": "result"}}})"),
             Contains("init: arguments[0] 's': 'parameter' is known in evaluations only"));
}

TEST_CASE("a library or a function that is not there") {
  const std::string right = calling("negative", k_value, "int8");
  CHECK_THAT(refusal(right, "libno_such_thing.so.7"),
             Contains("library 'libno_such_thing.so.7' is not where the dynamic loader looks") &&
                 Contains("/usr/lib"));
  CHECK_THAT(refusal(right, "./no.so"), Contains("no.so' (named by the manifest) is not there"));
  CHECK_THAT(refusal(right, "./f.txt"), Contains("f.txt: cannot be loaded") && Contains("ELF"));
  CHECK_THAT(refusal(calling("negativ", k_value, "int8")),
             Contains("has no function 'negativ' (did you mean 'negative'?)"));
}

TEST_CASE("a prototype that differs is refused, with the argument") {
  const std::string x = R"("parameter": "x"})";
  CHECK_THAT(
      about(R"({"name": "v", "type": "double", )" + x),
      Contains(
          "negative() is not what the descriptor says: argument 'v' ('value') is int of 4 bytes, "
          "and the descriptor says double of 8 bytes"));
  CHECK_THAT(about(R"({"name": "v", "type": "int", "pass": "in", )" + x),
             Contains("the descriptor passes a pointer"));
  CHECK_THAT(about(k_value + R"(, {"name": "u", "type": "int", "constant": 1})"),
             Contains("it has 1 argument, and the descriptor has 2"));
  CHECK_THAT(refusal(calling("negative", k_value, "int")),
             Contains("it returns") && Contains("int32"));
  CHECK_THAT(
      refusal(calling("model_free", R"({"name": "m", "type": "pointer", "constant": null})")),
      Contains("it returns nothing"));
  CHECK_THAT(
      refusal(calling("sum_of", R"({"name": "count", "type": "int", "constant": 0})", "int")),
      Contains("variable number of arguments"));
  const auto structure = [](const std::string& last) {
    return refusal(R"({"structs": {"config": {"fields": [
               {"name": "write_back", "type": "bool"}, {"name": "sets", "type": "uint64"})" +
                   last +
                   R"(]}}, "function": {"name": "cache_model", "arguments": [
               {"name": "config", "struct": "config", "pass": "in"},
               {"name": "results", "type": "double", "pass": "out", "count": 3}],
               "returns": {"type": "int"}},
             "metrics": {"m": {"output": "result"}, "n": {"output": "result"}}})");
  };
  CHECK_THAT(structure(""), Contains("argument 'config' points to struct cache_config of 40 bytes, "
                                     "and the descriptor says a struct of 16 bytes"));
}
