// 21: what each status from 300 to 599 means to each request. docs/statuses.md is the table: read
// here, and held against the code for every status.

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <map>

#include "sim/bench.hpp"
#include "whip/http_answer.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using Cells = std::map<std::string, std::string>;  // by the column's name

struct Row {
  int first, last;
  Cells cells;
};

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  line.remove_prefix(1);
  while (!line.empty()) cells.emplace_back(trim(next_piece(line, '|')));
  return cells;
}

// The rows of the document's tables: a later one counts for the statuses that it names.
std::vector<Row> read_rows() {
  std::ifstream file(SLUICE_DOCS "/statuses.md");
  std::vector<Row> rows;
  std::vector<std::string> names;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("|")) {
      names.clear();
      continue;
    }
    const std::vector<std::string> cells = cells_of(line);
    if (names.empty()) {
      names = cells;
    } else if (is_digit(cells.front().front())) {
      std::string_view statuses = cells.front();
      while (!statuses.empty()) {
        std::string_view range = trim(next_piece(statuses, ','));
        const auto first = parse_decimal(next_piece(range, '-'), 599);
        const auto last = range.empty() ? first : parse_decimal(range, 599);
        REQUIRE(first);
        REQUIRE(last);
        Row row{static_cast<int>(*first), static_cast<int>(*last), {}};
        REQUIRE(cells.size() == names.size());
        for (std::size_t i = 1; i < cells.size(); ++i) row.cells[names[i]] = cells[i];
        rows.push_back(std::move(row));
      }
    }
  }
  return rows;
}

std::string_view document(const std::vector<Row>& rows, int status, const std::string& column) {
  std::string_view found = "(no row)";
  for (const Row& row : rows) {
    const auto cell = row.cells.find(column);
    if (status >= row.first && status <= row.last && cell != row.cells.end()) found = cell->second;
  }
  return found;
}

HttpAnswered answer_of(int status) {
  HttpAnswered answer;
  answer.status = status;
  answer.url = "https://sm.example.com/live/whip/endpoint/stream1";
  answer.content_type = "text/plain";
  return answer;
}

// With recovery, a token callback, and nothing that was live before.
std::string told(Role role, const Error& error) {
  RecoveryOptions options;
  options.enabled = options.has_token = true;
  Random random(1);
  const Decision decision = decide(options, {.role = role, .error = &error, .failures = 1}, random);
  const std::string_view remedy = decision.remedy == Remedy::Stop         ? "stop"
                                  : decision.remedy == Remedy::RenewToken ? "new token"
                                  : decision.counts                       ? "again"
                                                                          : "wait";
  return concat("`", error_info(error.code).name, "` ", remedy);
}

std::string of_lookup(Role role, int status) {
  Lookup lookup;
  lookup.role = role == Role::Publisher ? NodeRole::Origin : NodeRole::Edge;
  return told(role, parse_lookup(lookup, {status, "text/plain", ""}).error());
}

std::string of_post(Role role, int status) {
  const PostVerdict verdict = judge_post(answer_of(status), role, false);
  const auto* refused = std::get_if<Refused>(&verdict);
  REQUIRE(refused);
  return told(role, refused->error);
}

TEST_CASE("21: docs/statuses.md says what each status means to a lookup and to a POST") {
  const std::vector<Row> rows = read_rows();
  REQUIRE(rows.size() > 10);
  for (int status = 300; status <= 599; ++status) {
    CAPTURE(status);
    CHECK(document(rows, status, "lookup, publisher") == of_lookup(Role::Publisher, status));
    CHECK(document(rows, status, "lookup, player") == of_lookup(Role::Subscriber, status));
    CHECK(document(rows, status, "POST, publisher") == of_post(Role::Publisher, status));
    CHECK(document(rows, status, "POST, player") == of_post(Role::Subscriber, status));
  }
}

// ---------------------------------------------------------------------------------------------
// Requests to a session, as the negotiation takes their answers

const Reply kTagged{.etag = "\"one\""};

std::string line_of(const Lines& lines, std::string_view start) {
  for (const std::string& line : lines) {
    if (line.starts_with(start)) return line;
  }
  return {};
}

std::string of_failure(Role role, const Lines& lines) {
  const std::string line = line_of(lines, "-> failed ");
  for (std::size_t code = 0; code < kErrorCodes; ++code) {
    const std::string_view name = error_info(static_cast<ErrorCode>(code)).name;
    if (!line.empty() && concat(line, " ").starts_with(concat("-> failed ", name, " ")))
      return told(role, Error{static_cast<ErrorCode>(code)});
  }
  return {};
}

// The next candidates are sent at once, after a pause, or never.
std::string of_candidates(int status) {
  HttpBench bench;
  bench.go_connected(kTagged);
  bench.candidate(1);
  Lines lines = bench.patch_answered(status);
  if (auto failed = of_failure(Role::Publisher, lines); !failed.empty()) return failed;
  lines = bench.candidate(2);
  if (!line_of(lines, "PATCH").empty()) return "go on";
  if (!bench.deadline()) return "no more";
  return line_of(bench.expire(), "PATCH").empty() ? "no more" : "again";
}

std::string of_restart(int status) {
  HttpBench bench;
  bench.go_connected(kTagged);
  bench.gathered();
  bench.patch_answered(204);
  bench.restart_ice();
  bench.offer_created(sample_sdp("actpass", "ours2"));
  bench.applied(bench.local);
  const Lines lines = bench.patch_answered(status);
  if (auto failed = of_failure(Role::Publisher, lines); !failed.empty()) return failed;
  if (!line_of(lines, "PATCH").empty()) return "again with `*`";
  return bench.restart_ice().empty() ? "no more" : "next time";
}

std::string of_answer(int status) {
  SessionConfig config = sample_config(Role::Subscriber);
  config.post_empty_offer = true;
  HttpBench bench(config);
  bench.start();
  bench.post_answered({.body = sample_offer()});
  bench.applied(bench.remote);
  bench.answer_created();
  return of_failure(Role::Subscriber, bench.patch_answered(status));
}

std::string of_delete(int status) {
  SessionConfig config = sample_config(Role::Publisher);
  config.recovery.has_token = true;
  HttpBench bench(config);
  bench.go_connected();
  bench.close();
  const Lines lines = bench.delete_answered(status);
  if (!line_of(lines, "emit Publish.Status signal.not_ended").empty()) return "told";
  if (!line_of(lines, "ask token").empty()) return "new token";
  return line_of(lines, "-> finished").empty() ? "again" : "done";
}

TEST_CASE("21: docs/statuses.md says what each status means to a session's requests") {
  const std::vector<Row> rows = read_rows();
  for (int status = 300; status <= 599; ++status) {
    CAPTURE(status);
    CHECK(document(rows, status, "PATCH of candidates") == of_candidates(status));
    CHECK(document(rows, status, "ICE restart") == of_restart(status));
    CHECK(document(rows, status, "PATCH of an answer") == of_answer(status));
    CHECK(document(rows, status, "DELETE") == of_delete(status));
  }
}

}  // namespace
