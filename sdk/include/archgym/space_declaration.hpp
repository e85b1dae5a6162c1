/*
 * archgym/space_declaration.hpp - the space of a workload, declared by an environment whose space
 * depends on it (draft/env_space.h):
 *
 *   void declare_space(std::string_view workload, archgym::SpaceDeclaration& space) {
 *     const Layer& layer = layers_.at(workload);
 *     space.integer({"tile", "Rows of a tile."}, 1, layer.rows, 1);
 *     space.require(std::to_string(layer.rows) + " % tile == 0", "Tiles fill the layer.");
 *   }
 *
 * Values of a design are in the order of the calls. What a parameter, a constraint or a named part
 * may be is what schemas/manifest.schema.json says; the host checks it. Declares nothing that the
 * C ABI does not have: it writes the JSON of ag_env_space.declare().
 */
#ifndef ARCHGYM_SPACE_DECLARATION_HPP
#define ARCHGYM_SPACE_DECLARATION_HPP

#include "cpp.hpp"
#include "error.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace archgym {

/* What every parameter has; the last three may be empty. */
struct Knob {
  std::string name;
  std::string description;
  std::string unit = {};
  std::string when = {};       /* inactive unless true */
  std::string inert_when = {}; /* without effect where true */
};

enum class Axis { linear, log };

class SpaceDeclaration {
 public:
  void boolean(const Knob& knob, bool initial) {
    parameter(knob, "bool", initial ? "true" : "false");
  }

  /* From `lower` to at most `upper`, in steps of `step`. */
  void integer(const Knob& knob, std::int64_t lower, std::int64_t upper, std::int64_t initial,
               std::int64_t step = 1, Axis axis = Axis::linear) {
    parameter(knob, "integer", std::to_string(initial),
              ",\"minimum\":" + std::to_string(lower) + ",\"maximum\":" + std::to_string(upper) +
                  ",\"step\":" + std::to_string(step) + scale(axis));
  }

  void real(const Knob& knob, double lower, double upper, double initial,
            Axis axis = Axis::linear) {
    parameter(knob, "real", number(initial),
              ",\"minimum\":" + number(lower) + ",\"maximum\":" + number(upper) + scale(axis));
  }

  /* Numbers in ascending order, such as the divisors of an extent. */
  template <class Numbers>
  void ordinal(const Knob& knob, const Numbers& values, double initial) {
    parameter(knob, "ordinal", number(initial), ",\"values\":" + list(values, number));
  }

  void categorical(const Knob& knob, const std::vector<std::string>& labels,
                   std::string_view initial) {
    parameter(knob, "categorical", text(initial), ",\"values\":" + list(labels, text));
  }

  /* An order of the items; the default is the order in which they are given. */
  void permutation(const Knob& knob, const std::vector<std::string>& items) {
    const std::string values = list(items, text);
    parameter(knob, "permutation", values, ",\"values\":" + values);
  }

  /* A condition that designs meet, and why. */
  void require(std::string_view expression, std::string_view reason) {
    append(constraints_, "{\"require\":" + text(expression) + ",\"reason\":" + text(reason) + "}");
  }

  /* A part of the space with a name. `searched`, in JSON: an object that has a member for every
   * parameter that is searched, {} for all its values. */
  void part(std::string_view id, std::string_view description, std::string_view searched) {
    append(spaces_, "{\"id\":" + text(id) + ",\"description\":" + text(description) +
                        ",\"parameters\":" + std::string(searched) + "}");
  }

  /* The parameter that sets how much of the full simulation an evaluation does. */
  void fidelity(std::string_view name) { fidelity_ = ",\"fidelity\":" + text(name); }

  std::string json() const {
    return "{\"parameters\":[" + parameters_ + "],\"constraints\":[" + constraints_ +
           "],\"spaces\":[" + spaces_ + "]" + fidelity_ + "}";
  }

 private:
  static void append(std::string& items, const std::string& item) {
    if (!items.empty()) items += ',';
    items += item;
  }

  static std::string text(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string quoted = "\"";
    for (const char c : bytes) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        quoted += '\\';
        quoted += c;
      } else if (byte < 0x20) {
        quoted += "\\u00";
        quoted += digits[byte >> 4];
        quoted += digits[byte & 15];
      } else {
        quoted += c;
      }
    }
    return quoted + '"';
  }

  /* As short as it reads back the same. */
  static std::string number(double value) {
    if (!std::isfinite(value)) throw InvalidArgument("a parameter has an infinite bound or value");
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
  }

  template <class Items, class Write>
  static std::string list(const Items& items, Write write) {
    std::string joined;
    for (const auto& item : items) append(joined, write(item));
    return "[" + joined + "]";
  }

  static std::string scale(Axis axis) {
    return axis == Axis::log ? ",\"scale\":\"log\"" : std::string();
  }

  void parameter(const Knob& knob, const char* type, const std::string& initial,
                 const std::string& more = "") {
    std::string declared = "{\"name\":" + text(knob.name) + ",\"type\":\"" + type +
                           "\",\"description\":" + text(knob.description);
    const auto optional = [&declared](const char* key, const std::string& value) {
      if (!value.empty()) declared += std::string(",\"") + key + "\":" + text(value);
    };
    optional("unit", knob.unit);
    optional("when", knob.when);
    optional("inert_when", knob.inert_when);
    append(parameters_, declared + more + ",\"default\":" + initial + "}");
  }

  std::string parameters_, constraints_, spaces_, fidelity_;
};

}  // namespace archgym

#endif
