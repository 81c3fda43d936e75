// An HTTP answer, written as one: a line of status and marks, a line with its URL, header lines
// (and "endpoint:", the URL that was asked), an empty line, the body. A text is easier to mutate
// into something that matters than bytes at fixed places, and a corpus of texts can be read.
#include <string>

#include "base/redact.hpp"
#include "base/text.hpp"
#include "promise.hpp"
#include "whip/http_answer.hpp"

using namespace sluice;

namespace {

std::string* header_field(HttpAnswered& answer, std::string_view name) {
  if (name == "location") return &answer.location;
  if (name == "etag") return &answer.etag;
  if (name == "link") return &answer.link;
  if (name == "retry-after") return &answer.retry_after;
  if (name == "content-type") return &answer.content_type;
  return nullptr;
}

HttpAnswered read_answer(std::string_view rest, std::string& endpoint) {
  HttpAnswered answer;
  std::string_view marks = next_piece(rest, '\n');
  answer.status = static_cast<int>(parse_decimal(next_piece(marks, ' '), 99'999).value_or(0));
  answer.redirected = marks.find("redirected") != std::string_view::npos;
  if (marks.find("large") != std::string_view::npos) answer.body_fault = BodyFault::TooLarge;
  if (marks.find("broken") != std::string_view::npos) answer.body_fault = BodyFault::Broken;
  answer.url = next_piece(rest, '\n');
  while (!rest.empty()) {
    std::string_view line = next_piece(rest, '\n');
    if (line.empty()) break;
    const std::string_view name = next_piece(line, ':');
    std::string* field = name == "endpoint" ? &endpoint : header_field(answer, name);
    if (field) *field = trim(line);
  }
  answer.body = rest;
  return answer;
}

void check_error(const Error& error, const HttpAnswered& answer) {
  SLUICE_PROMISE(error.http_status == answer.status);
  SLUICE_PROMISE(error.detail.size() <= kMaxLogBytes + 3 && !has_control(error.detail));
  if (error.retry_after) SLUICE_PROMISE(*error.retry_after >= Millis(0));
}

void check_post(const HttpAnswered& answer, Role role, bool had_token) {
  const PostVerdict verdict = judge_post(answer, role, had_token);
  const bool success = answer.status >= 200 && answer.status <= 299;
  if (const auto* refused = std::get_if<Refused>(&verdict)) {
    check_error(refused->error, answer);
  } else {
    SLUICE_PROMISE(answer.body_fault == BodyFault::None && answer.body.starts_with("v=0"));
    const bool countered = std::holds_alternative<Countered>(verdict);
    SLUICE_PROMISE(success || (countered && answer.status == 406));
    SLUICE_PROMISE(!countered || role == Role::Subscriber);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string endpoint;
  const HttpAnswered answer = read_answer(fuzz::text_of(data, size), endpoint);
  for (const Role role : {Role::Publisher, Role::Subscriber}) {
    check_error(http_error(answer, role), answer);
    for (const bool had_token : {false, true}) check_post(answer, role, had_token);
  }

  // A redirect may have led away from the endpoint.
  const auto given = parse_url(endpoint);
  const Url chosen = given ? *given : *parse_url("https://example.com/live/whip/endpoint/stream1");
  const auto session = session_url(answer, chosen);
  if (!session) {
    SLUICE_PROMISE(session.error().code == ErrorCode::SignalNoLocation);
    return 0;
  }
  // A weak entity-tag goes out as the strong one that a proxy has made it of.
  SLUICE_PROMISE(session->etag == answer.etag || "W/" + session->etag == answer.etag);
  SLUICE_PROMISE(parse_url(session->url.text()) == session->url);
  SLUICE_PROMISE(chosen.scheme != "https" || session->url.scheme == "https");
  SLUICE_PROMISE(session->send_token == (session->url.origin() == chosen.origin()));
  return 0;
}
