// Numbers in a CSV table (RFC 4180), the first line of which names the columns.
#include <algorithm>
#include <optional>
#include <utility>

#include "adapter/process/extractor.hpp"
#include "base/suggest.hpp"
#include "base/text.hpp"
#include "json/member.hpp"

namespace archgym::host {
namespace {

using Row = std::vector<std::string>;

// Cells without white space at their ends; quoted ones may hold separators, quotes and newlines.
std::vector<Row> read_table(std::string_view text, char separator) {
  std::vector<Row> rows;
  Row row;
  std::string cell;
  bool quoted = false;
  const auto end_cell = [&] { row.emplace_back(trim(std::exchange(cell, ""))); };
  const auto end_row = [&] {
    end_cell();
    if (row.size() > 1 || !row.front().empty()) rows.push_back(row);
    row.clear();
  };
  for (std::size_t k = 0; k < text.size(); ++k) {
    const char c = text[k];
    if (quoted && c == '"' && k + 1 < text.size() && text[k + 1] == '"') {
      cell += text[++k];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == separator) {
      end_cell();
    } else if (!quoted && c == '\n') {
      end_row();
    } else {
      cell += c;
    }
  }
  if (!cell.empty() || !row.empty()) end_row();
  return rows;
}

class CsvExtractor final : public Extractor {
 public:
  CsvExtractor(std::string source, const boost::json::object& place)
      : source_(std::move(source)), column_(text_at(place, "column")) {
    if (const std::string given = text_at(place, "separator"); !given.empty()) {
      separator_ = given.front();
    }
    const auto* row = place.if_contains("row");
    if (row && row->is_int64()) number_ = row->get_int64();
    if (row && row->is_object()) {
      for (const auto& [name, value] : row->get_object()) {
        cells_.emplace_back(std::string(name), std::string(value.as_string()));
      }
    }
  }

  Result<std::vector<Found>> find(Outputs& outputs) const override {
    auto text = outputs.text(source_);
    if (!text) return tl::unexpected(text.error());
    const auto table = read_table(**text, separator_);
    if (table.empty()) return failure(source_ + ": the table is empty");
    auto column = place_of(table.front(), column_);
    if (!column) return tl::unexpected(column.error());
    auto rows = chosen(table);
    if (!rows) return tl::unexpected(rows.error());
    std::vector<Found> found;
    for (const Row* row : *rows) {
      if (*column >= row->size()) {
        return failure(source_ + ": a row has no cell in column '" + column_ + "': " + shown(*row));
      }
      found.push_back(split_unit((*row)[*column], "in the row " + shown(*row)));
    }
    return found;
  }

 private:
  std::string shown(const Row& row) const {
    return join(row, std::string(1, separator_)).substr(0, 200);
  }

  Result<std::size_t> place_of(const Row& header, const std::string& name) const {
    const auto place = std::ranges::find(header, name);
    if (place == header.end()) {
      return failure(source_ + ": there is no column '" + name + "'" + suggestion(name, header));
    }
    return static_cast<std::size_t>(place - header.begin());
  }

  Result<std::vector<const Row*>> chosen(const std::vector<Row>& table) const {
    std::vector<const Row*> rows;
    if (number_) {
      const auto count = static_cast<std::int64_t>(table.size()) - 1;
      const std::int64_t at = *number_ < 0 ? count + *number_ : *number_;
      if (at < 0 || at >= count) {
        return failure(source_ + ": there is no row " + std::to_string(*number_) +
                       "; the table has " + std::to_string(count));
      }
      rows.push_back(&table[static_cast<std::size_t>(at) + 1]);
      return rows;
    }
    std::vector<std::pair<std::size_t, std::string>> wanted;
    for (const auto& [name, value] : cells_) {
      auto place = place_of(table.front(), name);
      if (!place) return tl::unexpected(place.error());
      wanted.emplace_back(*place, value);
    }
    for (std::size_t k = 1; k < table.size(); ++k) {
      const bool fits = std::ranges::all_of(wanted, [&](const auto& cell) {
        return cell.first < table[k].size() && table[k][cell.first] == cell.second;
      });
      if (fits) rows.push_back(&table[k]);
    }
    if (rows.empty()) return failure(source_ + ": the table has no such row" + conditions());
    return rows;
  }

  std::string conditions() const {
    std::vector<std::string> texts;
    texts.reserve(cells_.size());
    for (const auto& [name, value] : cells_) texts.push_back(name + " = " + in_quotes(value));
    return texts.empty() ? "" : ": " + join(texts, ", ");
  }

  std::string source_, column_;
  char separator_ = ',';
  std::optional<std::int64_t> number_;
  std::vector<std::pair<std::string, std::string>> cells_;
};

}  // namespace

Result<std::unique_ptr<Extractor>> csv_extractor(std::string source,
                                                 const boost::json::object& place) {
  return std::make_unique<CsvExtractor>(std::move(source), place);
}

}  // namespace archgym::host
