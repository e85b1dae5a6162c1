// The words of an expression.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "expression/number.hpp"

namespace archgym::host {

enum class TokenKind { number, text, name, symbol, end };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view spelling;  // as written; texts without their quotes
  Number number = 0;
  std::size_t position = 0;  // from 0

  bool is(std::string_view symbol_or_keyword) const {
    return (kind == TokenKind::symbol || kind == TokenKind::name) && spelling == symbol_or_keyword;
  }
};

// The tokens of `text`, which must outlive them; the last one is the end.
Result<std::vector<Token>> tokenize(std::string_view text);

// "position 4 of \"a + \": <what>"; the position counts from 0 here and from 1 in the message.
tl::unexpected<Error> expression_error(std::string_view text, std::size_t position,
                                       std::string_view what);

}  // namespace archgym::host
