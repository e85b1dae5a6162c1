// A number in a JSON document.
#include <utility>

#include "adapter/process/extractor.hpp"
#include "base/number.hpp"
#include "json/json.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

class JsonExtractor final : public Extractor {
 public:
  JsonExtractor(std::string source, std::string pointer)
      : source_(std::move(source)), pointer_(std::move(pointer)) {}

  Result<std::vector<Found>> find(Outputs& outputs) const override {
    auto document = outputs.json(source_);
    if (!document) return tl::unexpected(document.error());
    json::error_code error;
    const json::value* value = (*document)->find_pointer(pointer_, error);
    if (!value) return failure(source_ + ": there is no " + pointer_);
    const std::string shown = compact(*value).substr(0, 200);
    if (value->is_string()) {
      return std::vector{split_unit(value->get_string(), pointer_ + " is " + shown)};
    }
    if (!value->is_number()) return failure(source_ + ": " + pointer_ + " is no number: " + shown);
    return std::vector{Found{shown, "", pointer_ + " is " + shown}};
  }

 private:
  std::string source_, pointer_;
};

}  // namespace

Result<std::unique_ptr<Extractor>> json_extractor(std::string source, std::string pointer) {
  json::error_code error;
  (void)json::value(nullptr).find_pointer(pointer, error);
  if (error == json::error::missing_slash || error == json::error::invalid_escape) {
    return bad_input("json_pointer: '" + pointer + "' is not a JSON pointer (RFC 6901)");
  }
  return std::make_unique<JsonExtractor>(std::move(source), std::move(pointer));
}

}  // namespace archgym::host
