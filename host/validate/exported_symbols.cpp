#include "validate/exported_symbols.hpp"

#include <elf.h>

#include <cstring>

#include "json/json.hpp"

namespace archgym::host::validation {
namespace {

// Reads structures out of the bytes of a file that may say anything.
class Elf {
 public:
  explicit Elf(std::string_view bytes) : bytes_(bytes) {}

  template <class T>
  bool read(std::uint64_t offset, T& out) const {
    if (offset > bytes_.size() || bytes_.size() - offset < sizeof(T)) return false;
    std::memcpy(&out, bytes_.data() + offset, sizeof(T));
    return true;
  }
  std::string text(std::uint64_t offset) const {
    if (offset >= bytes_.size()) return "";
    return std::string(bytes_.substr(offset, bytes_.find('\0', offset) - offset));
  }

 private:
  std::string_view bytes_;
};

bool defined(const Elf64_Sym& symbol) {
  const unsigned binding = ELF64_ST_BIND(symbol.st_info);
  return symbol.st_shndx != SHN_UNDEF && binding != STB_LOCAL;
}

}  // namespace

Result<std::vector<std::string>> exported_symbols(const std::filesystem::path& library) {
  const auto bytes = read_text(library);
  if (!bytes) return tl::unexpected(bytes.error());
  const Elf file(*bytes);
  Elf64_Ehdr header{};
  if (!file.read(0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_ident[EI_CLASS] != ELFCLASS64) {
    return failure(library.string() + ": no 64-bit ELF file");
  }
  std::vector<std::string> names;
  for (unsigned section = 0; section < header.e_shnum; ++section) {
    Elf64_Shdr symbols{}, texts{};
    const auto header_at = [&](std::uint64_t index) {
      return header.e_shoff + index * sizeof(Elf64_Shdr);
    };
    if (!file.read(header_at(section), symbols) || symbols.sh_type != SHT_DYNSYM) continue;
    if (!file.read(header_at(symbols.sh_link), texts)) continue;
    Elf64_Sym symbol{};
    for (std::uint64_t at = 0; at + sizeof(symbol) <= symbols.sh_size; at += sizeof(symbol)) {
      if (!file.read(symbols.sh_offset + at, symbol)) break;
      if (defined(symbol)) names.push_back(file.text(texts.sh_offset + symbol.st_name));
    }
  }
  return names;
}

}  // namespace archgym::host::validation
