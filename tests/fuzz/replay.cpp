// Without libFuzzer: each file, and each file of each directory, named on the command line is one
// input. Makes the corpora regression tests that any compiler builds.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void replay(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  const std::string bytes = text.str();
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

int main(int count, char** arguments) {
  int replayed = 0;
  for (int k = 1; k < count; ++k) {
    if (!std::filesystem::is_directory(arguments[k])) {
      replay(arguments[k]), ++replayed;
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(arguments[k])) {
      replay(entry.path()), ++replayed;
    }
  }
  std::printf("%d inputs\n", replayed);
  return replayed > 0 ? 0 : 1;
}
