#include "store/export.hpp"

#include <limits>
#include <sstream>

#include "json/json.hpp"
#include "store_fixture.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

namespace {

// Two rows with everything that needs care.
RunFile example(const std::filesystem::path& path) {
  RunFile file = new_file(path);
  const Space& space = *file.environment().space;
  StoredEvaluation row;
  row.outcome.status = EvaluationStatus::ok;
  row.point = value_of(space.parse({{"Policy", "Clo,\"sed"}, {"Flag", true}, {"Voltage", 0.1}}));
  row.metrics = {12.5, std::numeric_limits<double>::infinity()};
  row.objectives = {12.5};
  row.outcome.info = R"({"backend":"a"})";
  row.outcome.wall_seconds = 0.25;
  succeeds(file.append(record_of(row)));
  row.id = 1;
  row.outcome.status = EvaluationStatus::crashed;
  row.outcome.reason = "signal 11,\nsegmentation \"fault\"";
  row.outcome.info.clear();
  row.outcome.cached = true;
  row.previous = 0;
  row.outcome.ended = true;
  row.point = space.initial();
  row.metrics.assign(2, std::numeric_limits<double>::quiet_NaN());
  row.objectives.assign(1, std::numeric_limits<double>::quiet_NaN());
  succeeds(file.append(record_of(row)));
  return file;
}

}  // namespace

TEST_CASE("CSV has a header, quotes what needs it and leaves NULL empty") {
  const Directory directory;
  std::ostringstream out;
  succeeds(export_csv(example(directory / "run.sqlite"), out));
  CHECK(out.str() ==
        "id,status,reason,info,cached,previous,ended,parameter_Policy,parameter_Flag,parameter_"
        "Size,parameter_Depth,"
        "parameter_Ratio,parameter_Voltage,parameter_Order,parameter_Extra,metric_total_time,"
        "metric_power,objective_0,wall_seconds,cpu_seconds\n"
        "0,ok,,\"{\"\"backend\"\":\"\"a\"\"}\",0,,0,\"Clo,\"\"sed\",true,8,4,1,0.1,\"[\"\"K\"\","
        "\"\"C\"\",\"\"Y\"\"]\",3,12.5,inf,"
        "12.5,0.25,0\n"
        "1,crashed,\"signal 11,\nsegmentation \"\"fault\"\"\",,1,0,1,Open,false,8,4,1,1,"
        "\"[\"\"K\"\",\"\"C\"\",\"\"Y\"\"]\",,,,,0.25,0\n");
}

TEST_CASE("an export obeys nobody's escape sequences") {
  const Directory directory;
  RunFile file = example(directory / "run.sqlite");
  StoredEvaluation row = evaluation(file.environment(), 2);
  row.outcome.status = EvaluationStatus::failed;
  row.outcome.reason = "\x1b[31mred\r\n\tcaf\xe9\x7f";
  succeeds(file.append(record_of(row)));
  std::ostringstream csv, jsonl;
  succeeds(export_csv(file, csv));
  succeeds(export_jsonl(file, jsonl));
  CHECK_THAT(csv.str(), Catch::Contains("2,failed,\"\\x1b[31mred\\x0d\n\tcaf\xef\xbf\xbd\\x7f\","));
  CHECK_THAT(jsonl.str(), Catch::Contains(R"("reason":"\u001b[31mred\r\n\tcaf)"));
}

TEST_CASE("JSONL has one object per evaluation with the values of the manifest") {
  const Directory directory;
  std::ostringstream out;
  succeeds(export_jsonl(example(directory / "run.sqlite"), out));
  std::istringstream lines(out.str());
  std::vector<boost::json::value> rows;
  for (std::string line; std::getline(lines, line);) rows.push_back(boost::json::parse(line));
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("status") == "ok");
  CHECK(rows[0].at("reason").is_null());
  CHECK(rows[0].at("info") == boost::json::object{{"backend", "a"}});
  CHECK(rows[1].at("info").is_null());
  CHECK(rows[0].at("parameters").at("Policy") == "Clo,\"sed");
  CHECK(rows[0].at("parameters").at("Flag") == true);
  CHECK(rows[0].at("parameters").at("Extra") == 3);
  CHECK(rows[0].at("parameters").at("Order") == boost::json::array{"K", "C", "Y"});
  CHECK(rows[0].at("metrics").at("total_time") == 12.5);
  CHECK(rows[0].at("metrics").at("power") == "Infinity");
  CHECK(rows[1].at("reason") == "signal 11,\nsegmentation \"fault\"");
  CHECK(rows[1].at("cached") == true);
  CHECK(rows[0].at("previous").is_null());
  CHECK(rows[1].at("previous") == 0);
  CHECK(rows[0].at("ended") == false);
  CHECK(rows[1].at("ended") == true);
  CHECK(rows[1].at("parameters").at("Extra").is_null());
  CHECK(rows[1].at("metrics").at("total_time").is_null());
  CHECK(rows[1].at("objectives").at(0).is_null());
}

TEST_CASE("an export that cannot be written is an error") {
  const Directory directory;
  const RunFile file = example(directory / "run.sqlite");
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  CHECK_FALSE(export_csv(file, out));
  CHECK_FALSE(export_jsonl(file, out));
}
