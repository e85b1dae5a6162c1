// Lines that a persistent program answers.
#include <archgym/value.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "adapter/persistent/answer.hpp"
#include "unit/adapter_fixture.hpp"

namespace archgym::test {
namespace {

using namespace archgym::host;
using Catch::Contains;

std::string refusal(std::string_view line) {
  const auto answer = read_answer(line, 7);
  REQUIRE_FALSE(answer);
  return answer.error().message;
}

TEST_CASE("an answer is an object with the id of its request") {
  const auto answer = read_answer(R"({"id": 7, "metrics": {"time": 1}})", 7);
  REQUIRE(answer);
  CHECK(*answer == boost::json::object{{"metrics", {{"time", 1}}}});
  CHECK_THAT(refusal("loading traces ..."), Contains("'loading traces ...'"));
  CHECK_THAT(refusal(""), Contains("empty"));
  CHECK_THAT(refusal("[1]"), Contains("expected an object, found a list: '[1]'"));
  CHECK_THAT(refusal(R"({"metrics": {}})"), Contains("no 'id'"));
  CHECK_THAT(refusal(R"({"id": 6})"), Contains("expected the 'id' 7") && Contains("found 6"));
  CHECK_THAT(refusal(R"({"id": "7"})"), Contains(R"(found "7")"));
  CHECK_THAT(refusal(R"({"id": 7, "metrics": {"time": NaN}})"), Contains("null"));
}

TEST_CASE("the id is exact to 64 bits") {
  CHECK(read_answer(R"({"id": 18446744073709551615})", 18446744073709551615u));
  CHECK_FALSE(read_answer(R"({"id": 18446744073709551614})", 18446744073709551615u));
}

TEST_CASE("a long line is shown in part, and what cannot be printed is not") {
  const std::string shown = refusal(std::string("\x1b[2J\xff") + std::string(100'000, 'x'));
  CHECK(shown.size() < 400);
  CHECK_THAT(shown, Contains("' [2J?xxx") && Contains("'..."));
}

TEST_CASE("an answer says one thing") {
  const std::vector<std::string> kinds{"metrics", "infeasible"};
  const auto kind = [&](const boost::json::object& answer) { return kind_of(answer, kinds); };
  CHECK(kind({}) == "");
  CHECK(kind({{"infeasible", "x"}}) == "infeasible");
  CHECK_THAT(kind({{"metric", 1}}).error().message, Contains("did you mean 'metrics'"));
  CHECK_THAT(kind({{"metrics", 1}, {"infeasible", "x"}}).error().message,
             Contains("2 of the members"));
}

TEST_CASE("metrics are numbers, or numbers with a unit that is converted") {
  const Manifest manifest = adapter_manifest();
  const auto read = [&](const boost::json::value& metrics) {
    return read_metrics(metrics, manifest.metrics);
  };
  CHECK(read({{"time", 0.1}, {"count", 9007199254740993}, {"score", -1}}).value() ==
        std::vector<double>{0.1, 9007199254740992.0, -1});
  const auto converted = read({{"time", "1.5 us"}, {"count", "3"}, {"score", 0}}).value();
  CHECK(converted[0] == Approx(1500));
  CHECK(converted[1] == 3);
  const auto partly = read({{"time", nullptr}, {"count", 2}}).value();
  CHECK(std::isnan(partly[0]));
  CHECK(partly[1] == 2);
  CHECK(std::isnan(partly[2]));
  const auto refused = [&](const boost::json::value& metrics) {
    const auto values = read(metrics);
    REQUIRE_FALSE(values);
    return values.error().message;
  };
  CHECK_THAT(refused({{"tiem", 1}}), Contains("'tiem'") && Contains("did you mean 'time'"));
  CHECK_THAT(refused({{"time", "1.5 pJ"}}), Contains("metric 'time'") && Contains("'pJ'"));
  CHECK_THAT(refused({{"time", "fast"}}), Contains("'fast' is not a number"));
  CHECK_THAT(refused({{"time", "nan"}}), Contains("metric 'time'"));
  CHECK_THAT(refused({{"time", true}}), Contains("expected a number, found a bool"));
  CHECK_THAT(refused(boost::json::array{1}), Contains("expected an object, found a list"));
}

TEST_CASE("a proposed point names values; the others have their defaults") {
  const Manifest manifest = adapter_manifest();
  const Space& space = *manifest.space;
  const auto read = [&](const boost::json::object& values) { return read_point(values, space); };
  auto point = read({{"Size", 4.0}, {"Degree", nullptr}, {"Order", {"C", "N", "K"}}}).value();
  REQUIRE(space.canonicalise(point) == AG_OK);
  CHECK(space.to_json(point) == boost::json::object{{"Size", 4},
                                                    {"Clock", 1.5},
                                                    {"Prefetch", false},
                                                    {"Degree", nullptr},
                                                    {"Policy", "LRU"},
                                                    {"Order", {"C", "N", "K"}}});
  CHECK_THAT(read({{"Sise", 4}}).error().message, Contains("did you mean 'Size'"));
  CHECK_THAT(read({{"Size", 3}}).error().message, Contains("'Size'") && Contains("one of 1, 2, 4"));
  CHECK_THAT(read({{"Policy", 0}}).error().message, Contains("'Policy'"));
  CHECK_THAT(read_point(boost::json::array{4}, space).error().message, Contains("found a list"));
}

}  // namespace
}  // namespace archgym::test
