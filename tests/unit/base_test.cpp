#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>

#include "base/hash.hpp"
#include "base/known_file.hpp"
#include "base/number.hpp"
#include "base/result.hpp"
#include "base/suggest.hpp"
#include "base/text.hpp"

using namespace archgym::host;

namespace {

using Names = std::vector<std::string>;

template <class T>
std::string message(const Result<T>& result) {
  return result ? "no error" : result.error().message;
}

}  // namespace

TEST_CASE("within() puts the place in front and keeps whose fault it is") {
  const Error error = within("run.json", Error{Fault::input, "no agent"}).value();
  CHECK(error.message == "run.json: no agent");
  CHECK(error.fault == Fault::input);
}

TEST_CASE("nearest() finds typing errors and nothing else") {
  const Names names{"Open", "OpenAdaptive", "Closed", "ClosedAdaptive"};
  CHECK(nearest("Opne", names) == "Open");      // transposition
  CHECK(nearest("closed", names) == "Closed");  // case
  CHECK(nearest("OpenAdaptve", names) == "OpenAdaptive");
  CHECK(nearest("Zebra", names).empty());
  CHECK(nearest("", names).empty());
  CHECK(nearest("x", Names{"y"}).empty());  // every letter wrong is another word
  CHECK(nearest("x", Names{}).empty());
}

TEST_CASE("names of any length are compared in no time") {
  const std::string long_name(200'000, 'a'), other(200'000, 'b');
  CHECK(nearest(long_name, Names{other, "Open"}).empty());
  CHECK(nearest("Opne", Names{long_name, "Open"}) == "Open");
  const std::string text = suggestion("Opne", Names{long_name});
  CHECK(text.size() < 300);
  CHECK(text.ends_with("..."));
}

TEST_CASE("suggestion() names the nearest, or what is possible") {
  CHECK(suggestion("Opne", Names{"Open", "Closed"}) == " (did you mean 'Open'?)");
  CHECK(suggestion("Zebra", Names{"Open", "Closed"}) == "; expected one of Open, Closed");
  CHECK(suggestion("Zebra", Names{"Open"}) == "; expected Open");
  CHECK(suggestion("Zebra", Names{}).empty());
  Names many;
  for (int i = 0; i < 100; ++i) many.push_back("name" + std::to_string(i));
  const std::string text = suggestion("Zebra", many);
  CHECK(text.find("name19, ... (100 in all)") != std::string::npos);
  CHECK(text.find("name20") == std::string::npos);
}

TEST_CASE("text helpers") {
  CHECK(lower_case("AbC-1") == "abc-1");
  CHECK(trim(" \t a b \n") == "a b");
  CHECK(trim("  ").empty());
  CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(join(Names{"a", "b"}, ", ") == "a, b");
  CHECK(join(Names{}, ", ").empty());
  CHECK(in_quotes("a b") == "'a b'");
}

TEST_CASE("text from elsewhere becomes UTF-8 without NUL") {
  const std::string replaced = "\xef\xbf\xbd";
  for (const std::string text :
       {"", "plain", "\n\t\x1b", "Gr\xc3\xbc\xc3\x9f\x65", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
        "\xed\x9f\xbf\xee\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CHECK(valid_text(text) == text);
  }
  CHECK(valid_text("M\xfcller") == "M" + replaced + "ller");
  CHECK(valid_text(std::string_view("a\0b", 3)) == "a" + replaced + "b");
  CHECK(valid_text("\xc3") == replaced);                 // cut off
  CHECK(valid_text("\xe2\x82") == replaced + replaced);  // cut off
  CHECK(valid_text("\xc0\xaf") == replaced + replaced);  // overlong
  CHECK(valid_text("\xe0\x9f\xbf") == replaced + replaced + replaced);
  CHECK(valid_text("\xed\xa0\x80") == replaced + replaced + replaced);  // a surrogate
  CHECK(valid_text("\xf4\x90\x80\x80z") == replaced + replaced + replaced + replaced + "z");
  CHECK(valid_text("\xff\xfe\xc3(") == replaced + replaced + replaced + "(");
}

TEST_CASE("no text reaches the terminal's commands") {
  CHECK(harmless("a\nb\tc") == "a\nb\tc");
  CHECK(harmless_line("a\nb\tc") == "a\\x0ab\\x09c");
  CHECK(harmless("\x1b[2J\x07\r\x7f") == "\\x1b[2J\\x07\\x0d\\x7f");
  CHECK(harmless("\xc2\x9b"
                 "31m \xc2\xa0\xc3\xbc") == "\\x9b31m \xc2\xa0\xc3\xbc");  // CSI of C1
  CHECK(harmless("\x9b") == "\xef\xbf\xbd");
}

TEST_CASE("shortened() cuts between characters") {
  CHECK(shortened("abc", 3) == "abc");
  CHECK(shortened("abcd", 3) == "abc...");
  CHECK(shortened("a\xc3\xbc"
                  "bc",
                  2) == "a...");
}

TEST_CASE("format_real() is short, plain where people expect it, and exact") {
  CHECK(format_real(0.1) == "0.1");
  CHECK(format_real(50000) == "50000");
  CHECK(format_real(1e6) == "1000000");
  CHECK(format_real(-2.5) == "-2.5");
  CHECK(format_real(0) == "0");
  CHECK(format_real(0.00001) == "0.00001");
  CHECK(format_real(1e-6) == "1e-06");
  CHECK(format_real(1e300) == "1e+300");
  CHECK(format_real(std::nan("")) == "nan");
  CHECK(format_real(std::numeric_limits<double>::infinity()) == "inf");
  for (const double value :
       {0.1, 1.0 / 3, 123456.789e-9, 5e-324, 1.7976931348623157e308, 999999999999999.9, 1e15}) {
    const auto back = parse_real(format_real(value));
    REQUIRE(back);
    CHECK(*back == value);
  }
}

TEST_CASE("numbers are parsed whole or refused with the reason") {
  CHECK(parse_integer("-12").value() == -12);
  CHECK(parse_integer("+12").value() == 12);
  CHECK(parse_integer("9223372036854775807").value() == std::numeric_limits<std::int64_t>::max());
  CHECK(parse_unsigned("18446744073709551615").value() ==
        std::numeric_limits<std::uint64_t>::max());
  CHECK(parse_real("1e3").value() == 1000);
  CHECK(parse_real(".5").value() == 0.5);

  CHECK(message(parse_integer("12x")) == "'12x' is not an integer: unexpected 'x' at position 3");
  CHECK(message(parse_integer("1.5")) == "'1.5' is not an integer: unexpected '.' at position 2");
  CHECK(message(parse_integer("")) == "expected an integer, found nothing");
  CHECK(message(parse_integer("many")) == "'many' is not an integer");
  CHECK(message(parse_integer(" 1")) == "' 1' is not an integer");
  CHECK(message(parse_integer("+-1")) == "'+-1' is not an integer");
  CHECK(message(parse_integer("9223372036854775808")) ==
        "'9223372036854775808' is out of range: expected an integer of 64 bits");
  CHECK(message(parse_unsigned("-1")) == "'-1' is negative: expected an integer of 0 or more");
  CHECK(message(parse_real("nan")) == "'nan' is not a finite number");
  CHECK(message(parse_real("1e999")) ==
        "'1e999' is out of range: expected a number of magnitude below 1.8e308");
  CHECK(message(parse_real("1,5")) == "'1,5' is not a number: unexpected ',' at position 2");
}

TEST_CASE("SHA-256 has the published values") {
  // FIPS 180-4 examples.
  CHECK(sha256("abc").value() ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("").value() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256(std::string(1000000, 'a')).value() ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 of a file is that of its bytes") {
  const auto file =
      std::filesystem::temp_directory_path() / ("archgym_hash_" + std::to_string(::getpid()));
  std::string bytes(200000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31);
  std::ofstream(file, std::ios::binary) << bytes;
  CHECK(sha256_file(file).value() == sha256(bytes).value());
  std::filesystem::remove(file);
  CHECK(message(sha256_file(file)) ==
        "cannot open " + file.string() + ": No such file or directory");
  CHECK_FALSE(sha256_file(std::filesystem::temp_directory_path()));
}

TEST_CASE("a known file stays the same until its content is another") {
  namespace fs = std::filesystem;
  const fs::path path = fs::temp_directory_path() / ("known-" + std::to_string(::getpid()));
  auto write = [&path](std::string_view text) { std::ofstream(path) << text; };
  write("one");
  auto read = KnownFile::read(path);
  REQUIRE(read);
  CHECK(read->sum() == sha256("one"));
  CHECK(read->state() == KnownFile::State::same);
  fs::last_write_time(path, fs::file_time_type::clock::now() + std::chrono::hours(1));
  CHECK(read->state() == KnownFile::State::same);
  write("two");  // as long, at once: the times of the file system are too coarse for that
  CHECK(read->state() == KnownFile::State::another);
  fs::remove(path);
  CHECK(read->state() == KnownFile::State::missing);
  write("one");  // another file with the same content
  CHECK(read->state() == KnownFile::State::same);
  CHECK(KnownFile(path, *sha256("two")).state() == KnownFile::State::another);
  fs::remove(path);
  CHECK_FALSE(KnownFile::read(path));
}
