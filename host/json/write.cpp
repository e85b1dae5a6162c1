#include <algorithm>
#include <cmath>

#include "base/number.hpp"
#include "json/json.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

// An array of plain values that fits is easier to read on one line.
constexpr std::size_t line_width = 80;

std::string real(double value) {
  if (!std::isfinite(value)) return "null";
  std::string text = format_real(value);
  // Keep the kind: without a point it would come back as an integer.
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string plain(const json::value& value) {
  return value.is_double() ? real(value.get_double()) : json::serialize(value);
}

bool is_plain(const json::value& value) {
  return !value.is_structured();
}

class Writer {
 public:
  explicit Writer(bool pretty) : pretty_(pretty) {}

  std::string text;

  void write(const json::value& value) {
    if (const json::array* array = value.if_array()) {
      write(*array);
    } else if (const json::object* object = value.if_object()) {
      write(*object);
    } else {
      text += plain(value);
    }
  }

 private:
  void write(const json::array& array) {
    if (pretty_ && std::all_of(array.begin(), array.end(), is_plain)) {
      std::string line = "[";
      for (const json::value& item : array) {
        if (line.size() > 1) line += ", ";
        line += plain(item);
      }
      if (line.size() < line_width) {
        text += line + "]";
        return;
      }
    }
    open('[');
    bool first = true;
    for (const json::value& item : array) {
      next(first);
      write(item);
    }
    close(']', first);
  }

  void write(const json::object& object) {
    open('{');
    bool first = true;
    for (const auto& [key, value] : object) {
      next(first);
      text += json::serialize(json::string(key)) + (pretty_ ? ": " : ":");
      write(value);
    }
    close('}', first);
  }

  void open(char bracket) {
    text += bracket;
    indentation_ += 2;
  }

  void next(bool& first) {
    if (!first) text += ',';
    first = false;
    new_line();
  }

  void close(char bracket, bool empty) {
    indentation_ -= 2;
    if (!empty) new_line();
    text += bracket;
  }

  void new_line() {
    if (!pretty_) return;
    text += '\n';
    text.append(indentation_, ' ');
  }

  bool pretty_;
  std::size_t indentation_ = 0;
};

}  // namespace

std::string pretty(const json::value& value) {
  Writer writer(true);
  writer.write(value);
  return std::move(writer.text);
}

std::string compact(const json::value& value) {
  Writer writer(false);
  writer.write(value);
  return std::move(writer.text);
}

}  // namespace archgym::host
