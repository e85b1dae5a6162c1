// Random but valid parameter spaces, for property tests of everything that works on spaces.
#pragma once

#include <archgym/random.hpp>
#include <boost/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "space/space.hpp"

namespace archgym::host::validation {

struct SpaceShape {
  std::uint64_t parameters = 6;  // at most
  std::uint64_t choices = 5;     // of one parameter, at most (permutations: of 3 items, 6)
  bool reals = true;
  bool conditions = true;         // when and inert_when
  std::uint64_t constraints = 2;  // at most
};

// The same seed gives the same declarations everywhere.
class RandomSpace {
 public:
  RandomSpace(std::uint64_t seed, const SpaceShape& shape) : random_(seed, "test.space") {
    const std::uint64_t count = 1 + random_.below(shape.parameters);
    for (std::uint64_t i = 0; i < count; ++i) declare("P" + std::to_string(i), shape);
    // Conditions refer to parameters that come earlier in an order of their own, so there is no
    // cycle, but the manifest's order says nothing.
    std::vector<std::size_t> order(parameters.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    random_.shuffle(order.begin(), order.end());
    for (std::size_t k = 1; shape.conditions && k < order.size(); ++k) {
      boost::json::object& parameter = parameters[order[k]].as_object();
      const std::vector<std::size_t> earlier(order.begin(),
                                             order.begin() + static_cast<std::ptrdiff_t>(k));
      if (random_.chance(0.4)) parameter["when"] = condition(earlier);
      if (random_.chance(0.3)) parameter["inert_when"] = condition(earlier);
    }
    for (std::uint64_t i = random_.below(shape.constraints + 1); i > 0; --i) constrain(order);
  }

  Space make() const {
    auto space = Space::from_json(parameters, constraints);
    if (!space) throw std::logic_error(space.error().message);
    return *space;
  }

  boost::json::array parameters, constraints;

 private:
  void declare(const std::string& name, const SpaceShape& shape) {
    static constexpr const char* types[] = {"bool",        "integer",     "integer", "ordinal",
                                            "categorical", "permutation", "real"};
    const std::string type = types[random_.below(shape.reals ? 7 : 6)];
    boost::json::object parameter{{"name", name}, {"type", type}, {"description", "random"}};
    const std::uint64_t choices = 1 + random_.below(shape.choices);
    if (type == "bool") {
      parameter["default"] = random_.chance(0.5);
    } else if (type == "integer") {
      const bool logarithmic = random_.chance(0.3);
      const auto step = static_cast<std::int64_t>(1 + random_.below(3));
      const std::int64_t low =
          (logarithmic ? 1 : -5) + static_cast<std::int64_t>(random_.below(10));
      // The maximum need not be a value.
      const std::int64_t slack =
          static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(step)));
      parameter["minimum"] = low;
      parameter["maximum"] = low + step * static_cast<std::int64_t>(choices - 1) + slack;
      parameter["step"] = step;
      parameter["scale"] = logarithmic ? "log" : "linear";
      parameter["default"] = low + step * static_cast<std::int64_t>(random_.below(choices));
    } else if (type == "ordinal") {
      const double scale = random_.chance(0.5) ? 1 : 0.5;
      boost::json::array values;
      for (std::uint64_t k = 0; k < choices; ++k) {
        values.emplace_back(scale * static_cast<double>(std::uint64_t{1} << k));
      }
      parameter["default"] = values[random_.below(choices)];
      parameter["values"] = values;
    } else if (type == "real") {
      const bool logarithmic = random_.chance(0.5);
      const double low = logarithmic ? random_.uniform(1e-6, 1e3) : random_.uniform(-10, 10);
      const double high = low + random_.uniform(0.1, 1000);
      parameter["minimum"] = low;
      parameter["maximum"] = high;
      parameter["scale"] = logarithmic ? "log" : "linear";
      parameter["default"] = random_.chance(0.2) ? high : random_.uniform(low, high);
    } else {
      const std::uint64_t items = type == "permutation" ? 1 + random_.below(3) : choices;
      boost::json::array values;
      for (std::uint64_t k = 0; k < items; ++k) values.emplace_back("v" + std::to_string(k));
      parameter["values"] = values;
      if (type == "permutation") {
        random_.shuffle(values.begin(), values.end());
        parameter["default"] = values;
      } else {
        parameter["default"] = values[random_.below(items)];
      }
    }
    parameters.push_back(std::move(parameter));
  }

  // A comparison of one parameter with one of its values; "" for those that cannot be named.
  std::string comparison(std::size_t i) {
    const boost::json::object& parameter = parameters[i].as_object();
    const std::string name(parameter.at("name").as_string());
    const std::string_view type = parameter.at("type").as_string();
    if (type == "permutation") return "";
    if (type == "bool") return random_.chance(0.5) ? name : "not " + name;
    if (type == "categorical") {
      const boost::json::array& values = parameter.at("values").as_array();
      const std::string label(values[random_.below(values.size())].as_string());
      if (random_.chance(0.3)) return name + " in ['" + label + "', 'v0']";
      return name + (random_.chance(0.5) ? " == '" : " != '") + label + "'";
    }
    static constexpr const char* relations[] = {" < ", " <= ", " > ", " >= ", " != "};
    const double limit = type == "ordinal" ? 2
                                           : (parameter.at("minimum").to_number<double>() +
                                              parameter.at("maximum").to_number<double>()) /
                                                 2;
    return name + relations[random_.below(5)] + std::to_string(limit);
  }

  std::string condition(const std::vector<std::size_t>& among) {
    std::string text;
    for (std::uint64_t parts = 1 + random_.below(2); parts > 0; --parts) {
      const std::string part = comparison(among[random_.below(among.size())]);
      if (part.empty()) continue;
      if (!text.empty()) text += random_.chance(0.5) ? " and " : " or ";
      text += part;
    }
    return text.empty() ? "true" : text;
  }

  // Whatever it says, the default design meets it.
  void constrain(const std::vector<std::size_t>& among) {
    const std::string text = condition(among);
    for (const std::string& require : {text, "not (" + text + ")"}) {
      boost::json::array longer = constraints;
      longer.emplace_back(boost::json::object{{"require", require}, {"reason", "random"}});
      if (!Space::from_json(parameters, longer)) continue;
      constraints = std::move(longer);
      return;
    }
  }

  Random random_;
};

}  // namespace archgym::host::validation
