// Runs a fuzz target over files instead of fuzzing it, so that its corpus is tried in ordinary test
// runs too, with every compiler. Arguments: files and folders.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "promise.hpp"

namespace {

void replay(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::fprintf(stderr, "%s\n", path.c_str());
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  LLVMFuzzerTestOneInput(nullptr, 0);
  int replayed = 0;
  for (int i = 1; i < argc; ++i) {
    const std::filesystem::path given(argv[i]);
    if (std::filesystem::is_directory(given)) {
      for (const auto& entry : std::filesystem::directory_iterator(given)) {
        replay(entry.path());
        ++replayed;
      }
    } else {
      replay(given);
      ++replayed;
    }
  }
  // A folder that has moved must not pass for one without faults.
  if (replayed == 0) std::fprintf(stderr, "nothing to replay\n");
  return replayed == 0 ? 1 : 0;
}
