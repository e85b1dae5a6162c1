// What a space does on known examples, and what it says when something is wrong with them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "json/json.hpp"
#include "space/permutation.hpp"
#include "space/space.hpp"

using namespace archgym::host;
namespace json = boost::json;

namespace {

json::value value_of(std::string_view text) {
  return parse(text, "test").value();
}

Result<Space> make(std::string_view parameters, std::string_view constraints = "[]") {
  json::array declarations = value_of(parameters).as_array();
  for (json::value& declaration : declarations) {
    declaration.as_object().emplace("description", "a knob");
  }
  return Space::from_json(declarations, value_of(constraints).as_array(), "x.json");
}

Space space_of(std::string_view parameters, std::string_view constraints = "[]") {
  auto space = make(parameters, constraints);
  INFO((space ? "" : space.error().message));
  REQUIRE(space);
  return *space;
}

std::string error(std::string_view parameters, std::string_view constraints = "[]") {
  const auto space = make(parameters, constraints);
  return space ? "no error" : space.error().message;
}

// One of every kind, with a condition, an inert parameter and a constraint.
Space example() {
  return space_of(R"json([
    {"name": "Policy", "type": "categorical", "values": ["None", "AllBank", "PerBank"],
     "default": "AllBank"},
    {"name": "Postponed", "type": "integer", "minimum": 0, "maximum": 8, "default": 0,
     "unit": "refreshes", "inert_when": "Policy == 'None'"},
    {"name": "Bank", "type": "ordinal", "values": [1, 2, 4, 8], "default": 4,
     "when": "Policy == 'PerBank'"},
    {"name": "Voltage", "type": "real", "minimum": 0.5, "maximum": 1.5, "default": 1,
     "unit": "V"},
    {"name": "Fast", "type": "bool", "default": false},
    {"name": "Order", "type": "permutation", "values": ["K", "C", "Y"],
     "default": ["K", "C", "Y"]},
    {"name": "Low", "type": "integer", "minimum": 2, "maximum": 11, "step": 3, "default": 2}
  ])json",
                  R"([{"require": "Low < 8 or Fast", "reason": "slow parts are small"}])");
}

std::string parse_error(const Space& space, std::string_view values) {
  const auto point = space.parse(value_of(values).as_object());
  return point ? "no error" : point.error().message;
}

std::string text_error(const Space& space, std::string_view name, std::string_view text) {
  const auto value = space.parse_value(*space.find(name), text);
  return value ? "no error" : value.error().message;
}

Point point_of(const Space& space, std::string_view values) {
  const auto point = space.parse(value_of(values).as_object());
  INFO((point ? "" : point.error().message));
  REQUIRE(point);
  return *point;
}

}  // namespace

TEST_CASE("values cross the ABI as value.h says") {
  const Space space = example();
  const Point point = space.initial();
  CHECK((point[0].kind == AG_KIND_INDEX && point[0].as.i64 == 1));
  CHECK((point[1].kind == AG_KIND_INT && point[1].as.i64 == 0));
  CHECK((point[2].kind == AG_KIND_NONE && point[2].as.bits == 0));
  CHECK((point[3].kind == AG_KIND_REAL && point[3].as.f64 == 1));
  CHECK((point[4].kind == AG_KIND_BOOL && point[4].as.i64 == 0));
  CHECK((point[5].kind == AG_KIND_INDEX && point[5].as.i64 == 0));
  CHECK(compact(space.to_json(point)) ==
        R"({"Policy":"AllBank","Postponed":0,"Bank":null,"Voltage":1.0,"Fast":false,)"
        R"("Order":["K","C","Y"],"Low":2})");
  // An ordinal with a fraction is real, all of it.
  const Space fractions =
      space_of(R"([{"name": "F", "type": "ordinal", "values": [0.5, 1, 2], "default": 2}])");
  CHECK(fractions.initial()[0].kind == AG_KIND_REAL);
  CHECK(fractions.initial()[0].as.f64 == 2);
}

TEST_CASE("inactive parameters have no value and inert ones their default") {
  const Space space = example();
  CHECK(point_of(space, R"({"Policy": "PerBank"})")[2].as.i64 == 4);
  CHECK(point_of(space, R"({"Policy": "PerBank", "Bank": 8})")[2].as.i64 == 8);
  CHECK(point_of(space, R"({"Policy": "AllBank", "Postponed": 5})")[1].as.i64 == 5);
  CHECK(point_of(space, R"({"Policy": "None", "Postponed": 5})")[1].as.i64 == 0);
}

TEST_CASE("conditions see canonical values, whatever the order of the manifest") {
  // C depends on B, B on A; when A is false, B does not exist and neither does C.
  const Space space = space_of(R"([
    {"name": "C", "type": "bool", "default": true, "when": "B"},
    {"name": "B", "type": "bool", "default": true, "when": "A"},
    {"name": "A", "type": "bool", "default": true}])");
  const Point on = space.initial();
  CHECK((on[0].kind == AG_KIND_BOOL && on[1].kind == AG_KIND_BOOL));
  const Point off = point_of(space, R"({"A": false})");
  CHECK((off[0].kind == AG_KIND_NONE && off[1].kind == AG_KIND_NONE));
  CHECK(space.cardinality().canonical == 4);  // A off; A, not B; A, B and either C
}

TEST_CASE("canonicalise() tells invalid from infeasible") {
  const Space space = example();
  Point point = space.initial();
  CHECK(space.canonicalise(point) == AG_OK);
  point[6].as.i64 = 11;
  CHECK(space.canonicalise(point) == AG_INFEASIBLE);
  REQUIRE(space.broken(point) != nullptr);
  CHECK(space.broken(point)->reason == "slow parts are small");

  const auto status = [&](std::size_t i, std::uint32_t kind, std::int64_t number) {
    Point changed = space.initial();
    changed[i].kind = kind;
    changed[i].as.i64 = number;
    return space.canonicalise(changed);
  };
  CHECK(status(0, AG_KIND_INDEX, 3) == AG_E_INVALID);
  CHECK(status(0, AG_KIND_INDEX, -1) == AG_E_INVALID);
  CHECK(status(0, AG_KIND_INT, 1) == AG_E_INVALID);
  CHECK(status(1, AG_KIND_INT, 9) == AG_E_INVALID);
  CHECK(status(6, AG_KIND_INT, 3) == AG_E_INVALID);  // between two steps
  CHECK(status(4, AG_KIND_BOOL, 2) == AG_E_INVALID);
  CHECK(status(5, AG_KIND_INDEX, 6) == AG_E_INVALID);
  CHECK(status(2, 99, 3) == AG_OK);  // inactive: whatever it was
  CHECK(status(1, AG_KIND_NONE, 0) == AG_OK);
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity(), 0.4}) {
    Point changed = space.initial();
    changed[3].as.f64 = bad;
    CHECK(space.canonicalise(changed) == AG_E_INVALID);
  }
  Point shorter(3);
  CHECK(space.canonicalise(shorter) == AG_E_INVALID);
}

TEST_CASE("from_indices() refuses what does not exist") {
  const Space space = example();
  std::vector<std::uint64_t> indices(space.size());
  space.to_indices(space.initial(), indices);
  CHECK(indices[2] == UINT64_MAX);
  Point point(space.size());
  indices[2] = 77;  // inactive: ignored
  CHECK(space.from_indices(indices, point) == AG_OK);
  indices[6] = 4;  // 2, 5, 8, 11: the constraint
  CHECK(space.from_indices(indices, point) == AG_E_INVALID);
  indices[6] = 3;
  CHECK(space.from_indices(indices, point) == AG_INFEASIBLE);
  CHECK(point[6].as.i64 == 11);
}

TEST_CASE("a constraint that mentions an inactive parameter holds") {
  const Space space = space_of(R"([
    {"name": "A", "type": "bool", "default": false},
    {"name": "B", "type": "integer", "minimum": 0, "maximum": 9, "default": 0, "when": "A"}])",
                               R"([{"require": "B > 4", "reason": "small ones do not exist"}])");
  Point point = space.initial();
  CHECK(space.canonicalise(point) == AG_OK);
  point = point_of(space, R"({"A": true})");
  CHECK(space.broken(point) != nullptr);
  CHECK(space.cardinality().canonical == 6);
}

TEST_CASE("a space without a feasible design says so instead of searching forever") {
  // The default is feasible because B is inactive; fixing A takes that away.
  const Space space = space_of(R"([
    {"name": "A", "type": "bool", "default": false},
    {"name": "B", "type": "integer", "minimum": 0, "maximum": 9, "default": 0, "when": "A"}])",
                               R"([{"require": "B > 9", "reason": "impossible"}])");
  const ag_value on{AG_KIND_BOOL, 0, {1}};
  const auto fixed = space.fix(0, on);
  REQUIRE(fixed);
  Point point(2);
  CHECK(fixed->sample(1, 1, point) == AG_INFEASIBLE);
  CHECK(fixed->neighbour(1, 1, fixed->initial(), point) == AG_INFEASIBLE);
  CHECK(fixed->cardinality().canonical == 0);
}

TEST_CASE("the space of ArchGym's DRAMGym has 28311552 designs") {
  const char* parameters = R"json([
    {"name": "PagePolicy", "type": "categorical", "default": "Open",
     "values": ["Open", "OpenAdaptive", "Closed", "ClosedAdaptive"]},
    {"name": "Scheduler", "type": "categorical", "default": "FrFcfs",
     "values": ["Fifo", "FrFcfsGrp", "FrFcfs"]},
    {"name": "SchedulerBuffer", "type": "categorical", "default": "Bankwise",
     "values": ["Bankwise", "ReadWrite", "Shared"]},
    {"name": "RequestBufferSize", "type": "integer", "minimum": 1, "maximum": 8, "default": 8},
    {"name": "RespQueue", "type": "categorical", "default": "Fifo", "values": ["Fifo", "Reorder"]},
    {"name": "RefreshPolicy", "type": "categorical", "default": "AllBank",
     "values": ["NoRefresh", "AllBank"]},
    {"name": "RefreshMaxPostponed", "type": "integer", "minimum": 1, "maximum": 8, "default": 1},
    {"name": "RefreshMaxPulledin", "type": "integer", "minimum": 1, "maximum": 8, "default": 1},
    {"name": "Arbiter", "type": "categorical", "default": "Simple",
     "values": ["Simple", "Fifo", "Reorder"]},
    {"name": "MaxActiveTransactions", "type": "integer", "minimum": 1, "maximum": 128,
     "default": 128}])json";
  const Cardinality plain = space_of(parameters).cardinality();
  CHECK(plain.designs == 28311552);
  CHECK(plain.canonical == 28311552);
  CHECK(plain.canonical_exact);
  // Declaring what has no effect leaves the designs that differ.
  json::array declared = value_of(parameters).as_array();
  for (const std::size_t i : {6, 7}) {
    declared[i].as_object()["inert_when"] = "RefreshPolicy == 'NoRefresh'";
  }
  declared[9].as_object()["inert_when"] = "Arbiter == 'Simple'";
  const Cardinality canonical = space_of(compact(declared)).cardinality();
  CHECK(canonical.designs == 28311552);
  CHECK(canonical.canonical == 4 * 3 * 3 * 8 * 2 * (64 + 1) * (2 * 128 + 1));
}

TEST_CASE("cardinality: reals are infinite unless fixed, and what cannot be counted is bounded") {
  const Space space = example();
  CHECK_FALSE(space.cardinality().finite);
  CHECK(std::isinf(space.table().log10_cardinality));
  const auto fixed = space.fix(*space.find("Voltage"), space.initial()[3]);
  REQUIRE(fixed);
  CHECK(fixed->cardinality().finite);
  CHECK(fixed->cardinality().designs == 3 * 9 * 4 * 2 * 6 * 4);
  // Policy with its dependents: None 1, AllBank 9, PerBank 9 * 4; Fast with Low: 2 + 4; Order 6.
  CHECK(fixed->cardinality().canonical == (1 + 9 + 36) * (2 + 4) * 6);

  std::string many, sum;
  for (int i = 0; i < 25; ++i) {
    const std::string name = "b" + std::to_string(i);
    many += (i ? "," : "[") + std::string(R"({"name": ")") + name +
            R"(", "type": "integer", "minimum": 0, "maximum": 1, "default": 0})";
    sum += (i ? " + " : "") + name;
  }
  const Cardinality bounded =
      space_of(many + "]", R"([{"require": ")" + sum + R"( < 13", "reason": "r"}])").cardinality();
  CHECK_FALSE(bounded.canonical_exact);
  CHECK(bounded.canonical == 1 << 25);
}

TEST_CASE("hundreds of parameters, most of them linked, are no problem") {
  std::string many = R"([{"name": "p0", "type": "bool", "default": true})";
  for (int i = 1; i < 400; ++i) {
    many += R"(,{"name": "p)" + std::to_string(i) +
            R"(", "type": "integer", "minimum": 1, "maximum": 3, "default": 2, "when": "p0"})";
  }
  const Space space = space_of(many + "]");
  Point point(space.size()), next(space.size());
  REQUIRE(space.sample(1, 0, point) == AG_OK);
  REQUIRE(space.neighbour(1, 0, point, next) == AG_OK);
  const auto cardinality = space.cardinality();
  CHECK(cardinality.canonical ==
        1 + boost::multiprecision::pow(boost::multiprecision::cpp_int(3), 399));
}

TEST_CASE("permutations: rank and unrank are inverse and lexicographic, up to 20 items") {
  std::vector<std::uint8_t> items{0, 1, 2, 3, 4};
  std::uint64_t rank = 0;
  do {
    REQUIRE(permutation_rank(items) == rank);
    std::vector<std::uint8_t> back(items.size());
    permutation_at(rank, back);
    REQUIRE(back == items);
    ++rank;
  } while (std::next_permutation(items.begin(), items.end()));
  CHECK(rank == factorial(5));

  for (std::size_t size = 1; size <= max_permutation_items; ++size) {
    std::vector<std::uint8_t> order(size);
    std::iota(order.begin(), order.end(), std::uint8_t{0});
    CHECK(permutation_rank(order) == 0);
    std::reverse(order.begin(), order.end());
    CHECK(permutation_rank(order) == factorial(size) - 1);
    for (std::uint64_t k = 0; k < 50; ++k) {
      const std::uint64_t position = k * 0x9e3779b97f4a7c15u % factorial(size);
      permutation_at(position, order);
      CHECK(permutation_rank(order) == position);
    }
  }
}

TEST_CASE("a permutation of 20 items survives text and indices, and moves by one swap") {
  json::array items;
  for (int i = 0; i < 20; ++i) items.emplace_back("i" + std::to_string(i));
  const std::string list = compact(items);
  const Space space = space_of(R"([{"name": "P", "type": "permutation", "values": )" + list +
                               R"(, "default": )" + list + "}]");
  CHECK(space.choices(0) == 2432902008176640000u);
  Point point(1), next(1);
  for (std::uint64_t index = 0; index < 200; ++index) {
    REQUIRE(space.sample(7, index, point) == AG_OK);
    CHECK(space.parse_value(0, space.to_text(0, point[0]))->as.i64 == point[0].as.i64);
    REQUIRE(space.neighbour(7, index, point, next) == AG_OK);
    const json::array before = space.to_json(0, point[0]).as_array();
    const json::array after = space.to_json(0, next[0]).as_array();
    int moved = 0;
    for (std::size_t i = 0; i < before.size(); ++i) moved += before[i] != after[i] ? 1 : 0;
    CHECK(moved == 2);
  }
}

TEST_CASE("a logarithmic scale gives every octave the same share") {
  const Space space = space_of(R"([
    {"name": "N", "type": "integer", "minimum": 1, "maximum": 1023, "default": 1, "scale": "log"},
    {"name": "R", "type": "real", "minimum": 1, "maximum": 1024, "default": 1, "scale": "log"}])");
  std::vector<int> integers(10), reals(10);
  Point point(2);
  constexpr int draws = 20000;
  for (std::uint64_t index = 0; index < draws; ++index) {
    REQUIRE(space.sample(3, index, point) == AG_OK);
    ++integers[static_cast<std::size_t>(std::log2(static_cast<double>(point[0].as.i64)))];
    ++reals[static_cast<std::size_t>(std::min(9.0, std::log2(point[1].as.f64)))];
  }
  for (std::size_t octave = 0; octave < 10; ++octave) {
    CHECK(integers[octave] == Approx(draws / 10).epsilon(0.12));
    CHECK(reals[octave] == Approx(draws / 10).epsilon(0.12));
  }
}

TEST_CASE("the same seed and index give the same point, for good") {
  // Frozen: a change here changes every recorded run.
  const Space space = example();
  Point point(space.size());
  REQUIRE(space.sample(42, 7, point) == AG_OK);
  const std::string first = compact(space.to_json(point));
  REQUIRE(space.neighbour(42, 7, point, point) == AG_OK);
  const std::string second = compact(space.to_json(point));
  CHECK(first ==
        R"({"Policy":"PerBank","Postponed":0,"Bank":4,"Voltage":1.3732579370013058,"Fast":true,)"
        R"("Order":["K","Y","C"],"Low":8})");
  CHECK(second ==
        R"({"Policy":"PerBank","Postponed":0,"Bank":4,"Voltage":1.3870418454769053,"Fast":true,)"
        R"("Order":["K","Y","C"],"Low":8})");
}

TEST_CASE("the table describes the parameters and works on its own") {
  const Space space = example();
  const ag_space& table = space.table();
  REQUIRE(table.parameter_count == 7);
  const ag_parameter& low = *table.parameters[6];
  CHECK(std::string(low.name) == "Low");
  CHECK((low.type == AG_PARAMETER_INTEGER && low.choices == 4));
  CHECK((low.lower == 2 && low.upper == 11));
  const ag_parameter& bank = *table.parameters[2];
  CHECK((bank.type == AG_PARAMETER_ORDINAL && bank.choices == 4 && bank.numbers[3] == 8));
  const ag_parameter& order = *table.parameters[5];
  CHECK((order.type == AG_PARAMETER_PERMUTATION && order.items == 3 && order.choices == 6));
  CHECK((table.parameters[3]->choices == 0 && table.parameters[3]->upper == 1.5));

  // A copy keeps the table of the original alive.
  auto original = std::make_unique<Space>(example());
  const ag_space* lent = &original->table();
  const Space copy = *original;
  original.reset();
  Point point(7), next(7);
  std::vector<double> unit(7);
  std::vector<std::uint64_t> indices(7);
  CHECK(lent->sample(lent, 1, 2, point.data()) == AG_OK);
  CHECK(lent->neighbour(lent, 1, 2, point.data(), next.data()) == AG_OK);
  lent->encode(lent, point.data(), unit.data());
  CHECK(lent->decode(lent, unit.data(), next.data()) == AG_OK);
  lent->to_indices(lent, point.data(), indices.data());
  CHECK(lent->from_indices(lent, indices.data(), next.data()) == AG_OK);
  CHECK(lent->canonicalise(lent, next.data()) == AG_OK);
}

TEST_CASE("a fidelity is free or full, and does not count as part of the design") {
  const Space plain = space_of(R"([
    {"name": "x", "type": "integer", "minimum": 1, "maximum": 6, "default": 1, "description": "d"},
    {"name": "share", "type": "ordinal", "values": [5, 10, 20], "default": 20,
     "description": "d"}])");
  CHECK(plain.cardinality().designs == 18);
  CHECK_FALSE(plain.fidelity_parameter());
  CHECK(plain.fidelity(plain.initial()) == 1);

  const Space space = *plain.with_fidelity(1);
  CHECK(space.fidelity_parameter() == 1u);
  CHECK(space.cardinality().designs == 6);
  CHECK(space.table().log10_cardinality == Approx(std::log10(6)));
  CHECK(space.table().parameters[1]->fidelity == 1);
  CHECK(space.table().parameters[0]->fidelity == 0);
  CHECK(space.fidelity(*space.parse({{"share", 5}})) == 0.25);
  CHECK(space.fidelity(space.initial()) == 1);

  const Space full = space.at_full_fidelity();
  CHECK_FALSE(full.fidelity_parameter());
  CHECK(full.table().parameters[1]->fixed == 1);
  Point point = full.initial();
  for (std::uint64_t index = 0; index < 20; ++index) {
    REQUIRE(full.sample(1, index, point) == AG_OK);
    CHECK(point[1].as.i64 == 20);
    CHECK(full.fidelity(point) == 1);
  }
  // Where the user chose a value, that is what counts as full.
  const Space half = *space.fix(1, *space.parse_value(1, std::string_view("10")));
  CHECK(half.fidelity(half.initial()) == 1);
  CHECK((half.at_full_fidelity().initial()[1].as.i64 == 10));
  // A part of the designs is evaluated at every fidelity.
  const boost::json::object searched{{"x", boost::json::object{{"maximum", 3}}}};
  const Space part = *space.narrow(searched);
  CHECK(part.fidelity_parameter() == 1u);
  CHECK(part.cardinality().designs == 3);
  CHECK_FALSE(plain.narrow(searched)->fidelity_parameter());
}

TEST_CASE("coordinates outside the unit cube count as its faces") {
  const Space space = example();
  std::vector<double> unit(7, 1.5);
  unit[0] = -0.1;
  Point point(7);
  CHECK(space.decode(unit, point) == AG_OK);
  CHECK(point[0].as.i64 == 0);
  CHECK(point[3].as.f64 == 1.5);
  CHECK(point[6].as.i64 == 11);
}

TEST_CASE("values from the command line: what is wrong and what is allowed") {
  const Space space = example();
  CHECK(text_error(space, "Policy", "Allbank") ==
        "parameter 'Policy': 'Allbank' is not allowed (did you mean 'AllBank'?)");
  CHECK(text_error(space, "Policy", "Zebra") ==
        "parameter 'Policy': 'Zebra' is not allowed; expected one of None, AllBank, PerBank");
  CHECK(text_error(space, "Postponed", "9") ==
        "parameter 'Postponed': 9 is not allowed; expected an integer from 0 to 8 refreshes");
  CHECK(text_error(space, "Postponed", "1.5") ==
        "parameter 'Postponed': 1.5 is not allowed; expected an integer from 0 to 8 refreshes");
  CHECK(text_error(space, "Postponed", "many") ==
        "parameter 'Postponed': 'many' is not allowed; expected an integer from 0 to 8 refreshes");
  CHECK(text_error(space, "Low", "3") ==
        "parameter 'Low': 3 is not allowed; expected an integer from 2 to 11 in steps of 3");
  CHECK(text_error(space, "Low", "1e300") ==
        "parameter 'Low': 1e300 is not allowed; expected an integer from 2 to 11 in steps of 3");
  CHECK(text_error(space, "Bank", "3") ==
        "parameter 'Bank': 3 is not allowed; expected one of 1, 2, 4, 8");
  CHECK(text_error(space, "Voltage", "2") ==
        "parameter 'Voltage': 2 is not allowed; expected a number from 0.5 to 1.5 V");
  CHECK(text_error(space, "Fast", "yes") ==
        "parameter 'Fast': 'yes' is not allowed; expected true or false");
  CHECK(text_error(space, "Order", "K,C") ==
        "parameter 'Order': [K, C] is not allowed; expected every one of K, C, Y once");
  CHECK(text_error(space, "Order", "K,K,C") ==
        "parameter 'Order': [K, K, C] is not allowed; expected every one of K, C, Y once");
  CHECK(text_error(space, "Order", "K,c,Y") ==
        "parameter 'Order': 'c' is not allowed (did you mean 'C'?)");
  CHECK(text_error(space, "Order", "Y, K, C") == "no error");
  CHECK(text_error(space, "Order", R"(["Y", "K", "C"])") == "no error");
  CHECK(text_error(space, "Voltage", "1e0") == "no error");
  CHECK(text_error(space, "Low", "5") == "no error");
  CHECK(text_error(space, "Low", "5.0") == "no error");
}

TEST_CASE("named values: unknown names, wrong kinds, inactive and fixed parameters") {
  const Space space = example();
  CHECK(parse_error(space, R"({"Polcy": "None"})") ==
        "unknown parameter 'Polcy' (did you mean 'Policy'?)");
  CHECK(parse_error(space, R"({"Policy": 1})") ==
        "parameter 'Policy': 1 is not allowed; expected one of None, AllBank, PerBank");
  CHECK(parse_error(space, R"({"Fast": "true"})") ==
        "parameter 'Fast': 'true' is not allowed; expected true or false");
  CHECK(parse_error(space, R"({"Bank": 2})") ==
        "parameter 'Bank' is inactive in this design: it needs Policy == 'PerBank'");
  CHECK(parse_error(space, R"({"Bank": null})") == "no error");
  CHECK(parse_error(space, R"({"Fast": null})") ==
        "parameter 'Fast': null is not allowed; expected true or false");
  CHECK(parse_error(space, R"({"Low": 11})") == "no error");  // constraints are for canonicalise()
  const auto fixed = space.fix(0, space.initial()[0]);
  REQUIRE(fixed);
  CHECK(parse_error(*fixed, R"({"Policy": "AllBank"})") == "no error");
  CHECK(parse_error(*fixed, R"({"Policy": "None"})") ==
        "parameter 'Policy' is fixed at AllBank; None was given");
  const ag_value bad{AG_KIND_INT, 0, {99}};
  CHECK(space.fix(6, bad).error().message ==
        "parameter 'Low' cannot be fixed: expected an integer from 2 to 11 in steps of 3");
}

TEST_CASE("texts are kept by the space, also by one with a fixed parameter") {
  Point point;
  std::optional<Space> fixed;
  {
    const Space space = space_of(R"([{"name": "File", "type": "text", "default": "none"},
                                     {"name": "N", "type": "bool", "default": true}])");
    CHECK(std::string(space.initial()[0].as.text) == "none");
    const std::string name = "a rather long name that does not fit anywhere";
    const auto value = space.parse_value(0, std::string_view(name));
    REQUIRE(value);
    CHECK(value->as.text != name.c_str());
    fixed = space.fix(0, *value).value();
  }
  CHECK(fixed->to_text(0, fixed->initial()[0]) == "a rather long name that does not fit anywhere");
  CHECK(fixed->to_json(0, fixed->initial()[0]) ==
        json::value("a rather long name that does not fit anywhere"));
}

TEST_CASE("declarations that make no sense are refused") {
  CHECK(error(R"([{"name": "A", "type": "integer", "minimum": 5, "maximum": 1, "default": 1}])") ==
        "x.json: parameter 'A': minimum 5 is greater than maximum 1");
  CHECK(error(R"([{"name": "A", "type": "integer", "minimum": 1, "maximum": 5, "default": 9}])") ==
        "x.json: default value: parameter 'A': 9 is not allowed; expected an integer from 1 to 5");
  CHECK(error(R"([{"name": "A", "type": "categorical", "values": ["Open", "Closed"],
                   "default": "Opne"}])") ==
        "x.json: default value: parameter 'A': 'Opne' is not allowed (did you mean 'Open'?)");
  CHECK(error(R"([{"name": "A", "type": "bool", "default": true},
                  {"name": "A", "type": "bool", "default": true}])") ==
        "x.json: parameter 'A' is declared twice");
  CHECK(error(R"([{"name": "and", "type": "bool", "default": true}])") ==
        "x.json: parameter 'and': the name is a word of the expression language");
  CHECK(error(R"([{"name": "A", "type": "ordinal", "values": [1, 4, 2], "default": 1}])") ==
        "x.json: parameter 'A': values must ascend, but 4 is followed by 2");
  CHECK(error(R"([{"name": "A", "type": "integer", "minimum": 0, "maximum": 5, "default": 1,
                   "scale": "log"}])") ==
        "x.json: parameter 'A': scale 'log' needs a minimum above 0, found 0");
  CHECK(error(R"([{"name": "A", "type": "integer", "minimum": 0, "maximum": 9007199254740994,
                   "default": 1}])") ==
        "x.json: parameter 'A': the range from 0 to 9007199254740994 exceeds "
        "9007199254740992");
  CHECK(error(R"([{"name": "A", "type": "bool", "default": true, "when": "B == 1"}])") ==
        "x.json: parameter 'A': when: position 1 of \"B == 1\": unknown name 'B'; expected A");
  CHECK(error(R"([{"name": "A", "type": "bool", "default": true, "when": "not B"},
                  {"name": "B", "type": "bool", "default": true, "inert_when": "A"}])") ==
        "x.json: conditions depend on each other: A -> B -> A");
  CHECK(error(R"([{"name": "A", "type": "bool", "default": true, "when": "A"}])") ==
        "x.json: conditions depend on each other: A -> A");
  CHECK(error(R"([{"name": "A", "type": "bool", "default": true}])",
              R"([{"require": "not A", "reason": "A is bad"}])") ==
        "x.json: the default design breaks the constraint not A: A is bad");
  CHECK(error(R"([{"name": "A", "type": "bool", "default": true}])",
              R"([{"require": "A + 1", "reason": "r"}])") ==
        "x.json: constraints[0].require: position 1 of \"A + 1\": '+' needs a number, found a "
        "condition");
}

TEST_CASE("a space without parameters is a space: agents may have no hyperparameters") {
  const Space space = space_of("[]");
  Point none;
  CHECK(space.initial().empty());
  CHECK(space.sample(1, 1, none) == AG_OK);
  CHECK(space.cardinality().canonical == 1);
  CHECK(space.neighbour(1, 1, none, none) == AG_INFEASIBLE);
}

TEST_CASE("a real whose bounds are equal has one value") {
  const Space space = space_of(R"([
    {"name": "N", "type": "integer", "minimum": 1, "maximum": 3, "default": 1},
    {"name": "R", "type": "real", "minimum": 2.5, "maximum": 2.5, "default": 2.5}])");
  const Cardinality cardinality = space.cardinality();
  CHECK(cardinality.finite);
  CHECK(cardinality.designs == 3);
  CHECK(cardinality.canonical == 3);
  CHECK(space.table().log10_cardinality == Approx(std::log10(3)));
  CHECK(space.table().parameters[1]->fixed == 1);
  Point point(2);
  REQUIRE(space.sample(1, 0, point) == AG_OK);
  CHECK(point[1].as.f64 == 2.5);
}
