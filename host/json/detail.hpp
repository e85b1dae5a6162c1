// JSON that came from somewhere else and may be none.
#pragma once

#include <boost/json.hpp>
#include <string_view>

namespace archgym::host {

// The document; the text itself as a string when it is none; null when it is empty.
boost::json::value detail_to_json(std::string_view text);

}  // namespace archgym::host
