#include "base/number.hpp"

#include <charconv>
#include <cmath>

#include "base/text.hpp"

namespace archgym::host {
namespace {

// `stop` is where a prefix of the text stopped being a number.
tl::unexpected<Error> not_a(std::string_view noun, std::string_view text, std::size_t stop) {
  if (text.empty()) return bad_input("expected " + std::string(noun) + ", found nothing");
  std::string message = in_quotes(text) + " is not " + std::string(noun);
  if (stop > 0 && stop < text.size()) {
    message += ": unexpected " + in_quotes(text.substr(stop, 1)) + " at position " +
               std::to_string(stop + 1);
  }
  return bad_input(std::move(message));
}

template <class T>
Result<T> parse(std::string_view text, std::string_view noun, std::string_view range) {
  // A leading plus is common in hand-written numbers, but from_chars() does not know it.
  const std::size_t sign = text.size() > 1 && text[0] == '+' && text[1] != '-' ? 1 : 0;
  T value{};
  const char* const end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data() + sign, end, value);
  if (code == std::errc::invalid_argument) return not_a(noun, text, 0);
  if (stop != end) return not_a(noun, text, static_cast<std::size_t>(stop - text.data()));
  if (code == std::errc::result_out_of_range) {
    return bad_input(in_quotes(text) + " is out of range: expected " + std::string(range));
  }
  return value;
}

}  // namespace

std::string format_real(double value) {
  const double magnitude = std::abs(value);
  const bool plain = value == 0 || (magnitude >= 1e-5 && magnitude < 1e15);
  char buffer[64];
  const auto [end, code] =
      plain ? std::to_chars(buffer, std::end(buffer), value, std::chars_format::fixed)
            : std::to_chars(buffer, std::end(buffer), value);
  return code == std::errc() ? std::string(buffer, end) : std::string();
}

Result<std::int64_t> parse_integer(std::string_view text) {
  return parse<std::int64_t>(text, "an integer", "an integer of 64 bits");
}

Result<std::uint64_t> parse_unsigned(std::string_view text) {
  if (text.size() > 1 && text[0] == '-' && parse_integer(text)) {
    return bad_input(in_quotes(text) + " is negative: expected an integer of 0 or more");
  }
  return parse<std::uint64_t>(text, "an integer", "an integer from 0 to 18446744073709551615");
}

Result<double> parse_real(std::string_view text) {
  Result<double> value = parse<double>(text, "a number", "a number of magnitude below 1.8e308");
  if (value && !std::isfinite(*value)) return not_a("a finite number", text, 0);
  return value;
}

}  // namespace archgym::host
