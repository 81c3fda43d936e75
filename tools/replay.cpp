// Shows what a recorded session did and why, and whether this core does the same.
// Usage: sluice_replay [--all | --check | --renew] file...
//
// Prints each one's timeline.
//
// --all: with each look at the media. --check: a line for each file instead. --renew: puts what
// this core does into the file, in the place of what is recorded.
//
// Ends with 1 where a replay differs, with 2 where a file cannot be read.
#include "recording/replay.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "recording/timeline.hpp"

using namespace sluice;
using namespace sluice::recording;

namespace {

enum class Task { Show, ShowAll, Check, Renew };

constexpr int kDiffers = 1;
constexpr int kUnreadable = 2;

int complain(std::string_view path, std::string_view fault) {
  std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(path.size()), path.data(),
               static_cast<int>(fault.size()), fault.data());
  return kUnreadable;
}

int renew(const std::string& path, Recording recording) {
  if (recording.gap) return complain(path, "a recording with a gap cannot be renewed");
  const std::string bytes = renewed(std::move(recording));
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return file ? 0 : complain(path, "it cannot be written");
}

int run(const std::string& path, Task task) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return complain(path, "there is no such file");
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  auto recording = parse_recording(bytes);
  if (!recording) return complain(path, recording.error().detail);
  if (task == Task::Renew) return renew(path, std::move(*recording));
  const Timeline timeline = timeline_of(*recording, task == Task::ShowAll);
  const bool good = !timeline.first_difference && timeline.replayed == recording->first_steps;
  if (task == Task::Check) {
    std::printf("%s: %s, %zu of %zu inputs\n", path.c_str(), good ? "exact" : "differs",
                timeline.same, timeline.steps);
  } else {
    const std::string text = text_of(*recording, timeline);
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  return good ? 0 : kDiffers;
}

}  // namespace

int main(int argc, char** argv) {
  Task task = Task::Show;
  int result = 0;
  int files = 0;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--all") {
      task = Task::ShowAll;
    } else if (argument == "--check") {
      task = Task::Check;
    } else if (argument == "--renew") {
      task = Task::Renew;
    } else {
      ++files;
      result = std::max(result, run(argument, task));
    }
  }
  if (files > 0) return result;
  std::fputs("usage: sluice_replay [--all | --check | --renew] file...\n", stderr);
  return kUnreadable;
}
