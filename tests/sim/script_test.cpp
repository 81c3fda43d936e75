// The scenario files, natively. tests/e2e/scenarios.spec.mjs runs the same ones in a browser, and
// both hold what the client does against the trace that the file names.

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "sim/script_run.hpp"

using namespace sluice;
using namespace sluice::sim;

namespace {

Json read(const std::filesystem::path& path) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto json = parse_json(text);
  REQUIRE(json);
  return *std::move(json);
}

test::Lines lines_at(const Json& json, std::string_view key) {
  const Json* lines = json.find(key);
  REQUIRE(lines);
  test::Lines out;
  for (const Json& line : *lines->array()) out.push_back(*line.string());
  return out;
}

}  // namespace

TEST_CASE("each scenario file gives the trace that it names") {
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(SLUICE_SCENARIOS))
    if (entry.path().extension() == ".json") files.insert(entry.path());
  REQUIRE(files.size() > 10);
  for (const auto& file : files) {
    CAPTURE(file.filename().string());
    const Json scenario = read(file);
    const ScriptTrace trace = ScriptRun(scenario).run();
    const Json* expected = scenario.find("trace");
    REQUIRE(expected);
    CHECK(trace.requests == lines_at(*expected, "requests"));
    CHECK(trace.events == lines_at(*expected, "events"));
    CHECK(trace.result == *expected->find("result")->string());
    const Json* layer = expected->find("layer");
    CHECK(trace.layer == (layer ? *layer->string() : std::string()));
  }
}
