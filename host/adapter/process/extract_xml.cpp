// Numbers in an XML document, by XPath.
#include <pugixml.hpp>
#include <utility>

#include "adapter/process/extractor.hpp"
#include "base/number.hpp"

namespace archgym::host {
namespace {

class XmlExtractor final : public Extractor {
 public:
  XmlExtractor(std::string source, std::string xpath)
      : source_(std::move(source)), xpath_(std::move(xpath)) {}

  Result<std::vector<Found>> find(Outputs& outputs) const override {
    auto text = outputs.text(source_);
    if (!text) return tl::unexpected(text.error());
    pugi::xml_document document;
    const auto parsed = document.load_buffer((*text)->data(), (*text)->size());
    if (!parsed) {
      return failure(source_ + ": not XML at byte " + std::to_string(parsed.offset) + ": " +
                     parsed.description());
    }
    const pugi::xpath_query query(xpath_.c_str());
    if (query.return_type() != pugi::xpath_type_node_set) {
      const std::string value = query.evaluate_string(document);
      return std::vector{split_unit(value, xpath_ + " is '" + value + "'")};
    }
    std::vector<Found> found;
    for (const pugi::xpath_node& node : query.evaluate_node_set(document)) {
      const std::string value =
          node.attribute() ? node.attribute().value() : node.node().text().get();
      found.push_back(split_unit(value, xpath_ + " is '" + value.substr(0, 200) + "'"));
    }
    if (found.empty()) return failure(source_ + ": nothing is at " + xpath_);
    return found;
  }

 private:
  std::string source_, xpath_;
};

}  // namespace

Result<std::unique_ptr<Extractor>> xml_extractor(std::string source, const std::string& xpath) try {
  const pugi::xpath_query query(xpath.c_str());
  return std::make_unique<XmlExtractor>(std::move(source), xpath);
} catch (const pugi::xpath_exception& error) {
  return bad_input("xpath: '" + xpath + "': " + error.what());
}

}  // namespace archgym::host
