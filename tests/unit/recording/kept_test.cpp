// Sessions that were recorded once: whatever is changed, the core does the same with them. Where it
// is meant to do something else, `npm run replay -- --renew <file>` says so.

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "recording/replay.hpp"
#include "recording/timeline.hpp"

using namespace sluice;
using namespace sluice::recording;

TEST_CASE("each kept recording is replayed exactly") {
  std::size_t kept = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SLUICE_RECORDINGS)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    INFO(entry.path().filename().string());
    const auto recording = parse_recording(bytes);
    REQUIRE(recording);
    CHECK(recording->steps.size() > 3);
    const auto place = first_difference(*recording);
    // The timeline shows both sides.
    if (place) FAIL(text_of(*recording, timeline_of(*recording, false)));
    ++kept;
  }
  CHECK(kept >= 12);
}
