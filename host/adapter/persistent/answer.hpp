// What a persistent program answers: a line of JSON, read and checked.
#pragma once

#include <archgym/value.h>

#include <boost/json.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "plugin/manifest.hpp"
#include "space/space.hpp"

namespace archgym::host {

// The members of the line that answers request `id`, without the id.
Result<boost::json::object> read_answer(std::string_view line, std::uint64_t id);

// The one member that an answer has, which is among `kinds`; "" when it has none.
Result<std::string> kind_of(const boost::json::object& answer, std::span<const std::string> kinds);

// A reason as text, whatever JSON it is.
std::string reason_text(const boost::json::value& reason);

// The member `metrics` of an evaluation, in manifest order: numbers, in the unit of the metric, or
// texts of a number and its unit, which is converted. What is absent or null is NaN.
Result<std::vector<double>> read_metrics(const boost::json::value& metrics,
                                         std::span<const Metric> declared);

// A proposal of an agent: values by name. What is absent or null has its default.
Result<Point> read_point(const boost::json::value& point, const Space& space);

// The beginning of a line, in quotes, for messages.
std::string excerpt(std::string_view line);

}  // namespace archgym::host
