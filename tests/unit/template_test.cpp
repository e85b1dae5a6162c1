// Templates and escaping: what a descriptor writes into the input of a program.
#include "adapter/process/template.hpp"

#include <catch2/catch.hpp>

#include "adapter_fixture.hpp"

namespace archgym::host {
namespace {

using test::AdapterScope;

const char* const k_hostile = "a \"b\" <c>&'d'";

class Rendering : AdapterScope {
 public:
  Result<std::string> operator()(std::string_view text, Format format = Format::text,
                                 const boost::json::object& values = {},
                                 std::string_view workload = "small") const {
    auto parsed = Template::parse(text, scope, format);
    if (!parsed) return tl::unexpected(parsed.error());
    const Point design = point(values);
    return parsed->render(scope, scope.design(design, workload, 7));
  }

  std::string error(std::string_view text, Format format = Format::text,
                    const boost::json::object& values = {}) const {
    const auto rendered = (*this)(text, format, values);
    REQUIRE_FALSE(rendered);
    return rendered.error().message;
  }
};

TEST_CASE("A template inserts the values of a design") {
  const Rendering render;
  CHECK(render("${Size} ${Clock} ${Prefetch} ${Policy} ${Order}") == "2 1.5 false LRU K,N,C");
  CHECK(render("${Order:} ${Order:-}") == "KNC K-N-C");
  CHECK(render("${Order: } ${Order:, } ${ Order: - }") == "K N C K, N, C K - N - C");
  CHECK(render("${ Order }") == "K,N,C");
  CHECK(render("${ Size } $${Size} $Size {Size}") == "2 ${Size} $Size {Size}");
  CHECK(render("${Size * 1024 + 1} ${min(Size, 1)}") == "2049 1");
  CHECK(render("${workload} ${seed} ${resources} ${config.trace} ${config.level}") ==
        "small 7 /plugins/tool a b.txt 3");
  CHECK(render("${config.level * Size + 1} ${if config.level > 2}deep${else}flat${end}") ==
        "7 deep");
  CHECK(render("${if config.trace == 'a b.txt' and workload != config.trace}x${end}") == "x");
  CHECK(render("") == "");
}

TEST_CASE("A seed is exact in an expression") {
  const AdapterScope adapter;
  const Point design = adapter.point({});
  const auto rendered = [&](std::string_view text) {
    const auto parsed = Template::parse(text, adapter.scope, Format::text);
    REQUIRE(parsed);
    return parsed->render(adapter.scope, adapter.scope.design(design, "", 18446744073709551557U))
        .value();
  };
  CHECK(rendered("${seed} ${seed % 65536} ${seed + 0}") ==
        "18446744073709551557 65477 18446744073709551557");
  CHECK(rendered("${if seed % 2 == 1}odd${else}even${end} ${(seed - seed % 10) / 10}") ==
        "odd 1844674407370955155");
}

TEST_CASE("A template converts units") {
  const Rendering render;
  CHECK(render("${Size:B} ${Size:bit} ${Size:KiB}") == "2048 16384 2");
  CHECK(render("${Clock:MHz} ${Clock:Hz}") == "1500 1500000000");
  CHECK_THAT(render.error("${Size:ns}"), Catch::Contains("measure different things"));
  CHECK_THAT(render.error("${Size:KB}"), Catch::Contains("kB (1000 bytes) or KiB (1024 bytes)"));
  CHECK_THAT(render.error("${Policy:ns}"), Catch::Contains("has no unit to convert"));
  CHECK_THAT(render.error("${Degree:ns}"), Catch::Contains("has no unit to convert from"));
}

TEST_CASE("Conditions choose parts, and lines of their own leave nothing behind") {
  const Rendering render;
  const std::string text =
      "begin\n"
      "  ${if Prefetch}\n"
      "degree ${Degree}\n"
      "${if Degree > 4}\n"
      "deep\n"
      "${end}\n"
      "${else}\n"
      "none\n"
      "${end}\n"
      "end\n";
  CHECK(render(text) == "begin\nnone\nend\n");
  CHECK(render(text, Format::text, {{"Prefetch", true}}) == "begin\ndegree 2\nend\n");
  CHECK(render(text, Format::text, {{"Prefetch", true}, {"Degree", 8}}) ==
        "begin\ndegree 8\ndeep\nend\n");
  CHECK(render("a${if workload == 'large'}x${else}y${end}b") == "ayb");
  CHECK(render("${if workload == 'large'}x${end}", Format::text, {}, "large") == "x");
  CHECK(render("${if workload == 'large'}x${end}", Format::text, {}, "/some/file") == "");
}

TEST_CASE("What is wrong with a template is said with its line") {
  const Rendering render;
  CHECK_THAT(render.error("a\nb ${Sise}"),
             Catch::Contains("line 2") && Catch::Contains("did you mean 'Size'"));
  CHECK_THAT(render.error("${Size"), Catch::Contains("line 1: '${' without a '}'"));
  CHECK_THAT(render.error("${}"), Catch::Contains("is empty"));
  CHECK_THAT(render.error("\n${if Prefetch}"),
             Catch::Contains("line 2") && Catch::Contains("without an '${end}'"));
  CHECK_THAT(render.error("${end}"), Catch::Contains("without an '${if ...}'"));
  CHECK_THAT(render.error("${if Prefetch}${else}${else}${end}"), Catch::Contains("without an"));
  CHECK_THAT(render.error("${if Size}x${end}"), Catch::Contains("expected a condition"));
  CHECK_THAT(render.error("${config.trase}"), Catch::Contains("did you mean 'trace'"));
  CHECK_THAT(render.error("${config.level>2}"), Catch::Contains("expected a number"));
  CHECK_THAT(render.error("${config.levle * 2}"), Catch::Contains("did you mean 'config.level'"));
  CHECK_THAT(render.error("${Degree}"), Catch::Contains("'Degree' is inactive in this design"));
  CHECK_THAT(render.error("${Degree + 1}"), Catch::Contains("inactive in this design"));
  std::string deep;
  for (int k = 0; k < 100; ++k) deep += "${if Prefetch}";
  CHECK_THAT(render.error(deep), Catch::Contains("nested too deeply"));
}

TEST_CASE("A value is text to the reader of the format, whatever is in it") {
  const Rendering render;
  const boost::json::object hostile{{"Policy", k_hostile}};
  const auto parsed = [&](const std::string& text) {
    return std::string(
        boost::json::parse(render(text, Format::json, hostile).value()).at("p").as_string());
  };
  CHECK(parsed(R"({"p": ${Policy}})") == k_hostile);
  CHECK(parsed(R"({"p": "${Policy}"})") == k_hostile);
  CHECK(parsed(R"({"q\"": 1, "p": "<${Policy}>"})") == "<" + std::string(k_hostile) + ">");
  CHECK(render("p: ${Policy}\n", Format::yaml, hostile) == "p: \"a \\\"b\\\" <c>&'d'\"\n");
  CHECK(render("p: ${Policy}", Format::yaml, {{"Policy", "line\nline"}}) == "p: \"line\\nline\"");
  CHECK(render("<p q='${Policy}'/>", Format::xml, hostile) ==
        "<p q='a &quot;b&quot; &lt;c&gt;&amp;&apos;d&apos;'/>");
  CHECK(render("p = ${Policy}", Format::ini, hostile) == "p = " + std::string(k_hostile));
  CHECK_THAT(render.error("p = ${Policy}", Format::ini, {{"Policy", "# x"}}),
             Catch::Contains("cannot be written to an INI file"));
  for (const Format format : {Format::text, Format::ini, Format::xml, Format::argument}) {
    CHECK_THAT(render.error("x${Policy}", format, {{"Policy", "line\nline"}}),
               Catch::Contains("\"line\\nline\" has a control character"));
  }
}

TEST_CASE("A value is inserted once, and is no template") {
  const Rendering render;
  CHECK(render("${Policy}", Format::text, {{"Policy", "${Size}"}}) == "${Size}");
}

TEST_CASE("A value never becomes an option or a path outside") {
  const Rendering render;
  CHECK_THAT(render.error("${Policy}", Format::argument, {{"Policy", "-v"}}),
             Catch::Contains("would be taken for an option"));
  CHECK(render("--policy=${Policy}", Format::argument, {{"Policy", "-v"}}) == "--policy=-v");
  for (const char* path : {"../x", "/etc/passwd"}) {
    CHECK_THAT(render.error("out/${Policy}", Format::argument, {{"Policy", path}}),
               Catch::Contains("a path outside the working directory"));
  }
  CHECK(render("--policy=${Policy}", Format::argument, {{"Policy", k_hostile}}) ==
        "--policy=" + std::string(k_hostile));
}

}  // namespace
}  // namespace archgym::host
