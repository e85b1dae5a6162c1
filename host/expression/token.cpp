#include "expression/token.hpp"

#include <charconv>
#include <cmath>

namespace archgym::host {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// A dot joins names: config.depth.
bool joins_names(std::string_view rest, std::size_t at) {
  return rest[at] == '.' && at + 1 < rest.size() && is_letter(rest[at + 1]);
}

// Plain digits are exact.
Number number_of(std::string_view spelling, double nearest) {
  std::uint64_t digits = 0;
  const char* const last = spelling.data() + spelling.size();
  const auto [end, code] = std::from_chars(spelling.data(), last, digits);
  return end == last && code == std::errc() ? Number(digits) : Number(nearest);
}

// What people write who know another language.
struct Confusion {
  std::string_view found, wanted;
};
constexpr Confusion confusions[] = {{"&&", "and"}, {"||", "or"}, {"^", "pow(x, y)"}};

constexpr std::string_view symbols[] = {"==", "!=", "<=", ">=", "<", ">", "+", "-",
                                        "*",  "/",  "%",  "(",  ")", "[", "]", ","};

}  // namespace

tl::unexpected<Error> expression_error(std::string_view text, std::size_t position,
                                       std::string_view what) {
  return bad_input("position " + std::to_string(position + 1) + " of \"" + std::string(text) +
                   "\": " + std::string(what));
}

Result<std::vector<Token>> tokenize(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  const auto take = [&](TokenKind kind, std::size_t size) {
    tokens.push_back({kind, text.substr(at, size), 0, at});
    at += size;
  };
  while (at < text.size()) {
    const char c = text[at];
    const std::string_view rest = text.substr(at);
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++at;
    } else if (is_letter(c)) {
      std::size_t size = 1;
      while (size < rest.size() &&
             (is_letter(rest[size]) || is_digit(rest[size]) || joins_names(rest, size))) {
        ++size;
      }
      take(TokenKind::name, size);
    } else if (is_digit(c) || (c == '.' && rest.size() > 1 && is_digit(rest[1]))) {
      double number = 0;
      const auto [end, code] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
      const auto size = static_cast<std::size_t>(end - rest.data());
      if (code != std::errc()) {
        return expression_error(text, at,
                                "number " + std::string(rest.substr(0, size)) + " is out of range");
      }
      if (size < rest.size() && is_letter(rest[size])) {
        return expression_error(text, at + size,
                                "unexpected '" + std::string(1, rest[size]) + "' after a number");
      }
      take(TokenKind::number, size);
      tokens.back().number = number_of(rest.substr(0, size), number);
    } else if (c == '\'' || c == '"') {
      const std::size_t end = rest.find(c, 1);
      if (end == std::string_view::npos) {
        return expression_error(text, at,
                                std::string("the text that starts here has no closing ") + c);
      }
      tokens.push_back({TokenKind::text, rest.substr(1, end - 1), 0, at});
      at += end + 1;
    } else {
      for (const Confusion& confusion : confusions) {
        if (rest.starts_with(confusion.found)) {
          return expression_error(text, at,
                                  "unexpected '" + std::string(confusion.found) +
                                      "' (did you mean '" + std::string(confusion.wanted) + "'?)");
        }
      }
      std::string_view symbol;
      for (const std::string_view candidate : symbols) {
        if (symbol.empty() && rest.starts_with(candidate)) symbol = candidate;
      }
      if (symbol.empty()) {
        const std::string hint = c == '='   ? " (did you mean '=='?)"
                                 : c == '!' ? " (did you mean 'not'?)"
                                            : "";
        return expression_error(text, at, "unexpected '" + std::string(1, c) + "'" + hint);
      }
      take(TokenKind::symbol, symbol.size());
    }
  }
  tokens.push_back({TokenKind::end, {}, 0, text.size()});
  return tokens;
}

}  // namespace archgym::host
