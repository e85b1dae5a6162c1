#include "base/hash.hpp"

// These functions and nothing else of libcrypto, which loads and sets up for longer than the host
// takes to start. OpenSSL 3 still has them, but prefers that all digests go through one interface.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace archgym::host {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

class Sha256 {
 public:
  Sha256() { SHA256_Init(&state_); }

  void add(const void* bytes, std::size_t size) { SHA256_Update(&state_, bytes, size); }

  std::string hex() {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256_Final(digest.data(), &state_);
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : digest) {
      text += digits[byte >> 4];
      text += digits[byte & 15];
    }
    return text;
  }

 private:
  SHA256_CTX state_{};
};

}  // namespace

Result<std::string> sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes.data(), bytes.size());
  return hash.hex();
}

Result<std::string> sha256_file(const std::filesystem::path& file) {
  const std::unique_ptr<std::FILE, CloseFile> input(std::fopen(file.c_str(), "rb"));
  if (!input) return bad_input("cannot open " + file.string() + ": " + std::strerror(errno));
  Sha256 hash;
  std::array<char, 65536> buffer;
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), input.get())) {
    hash.add(buffer.data(), size);
  }
  if (std::ferror(input.get())) {
    return failure("cannot read " + file.string() + ": " + std::strerror(errno));
  }
  return hash.hex();
}

}  // namespace archgym::host
