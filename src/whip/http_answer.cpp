#include "whip/http_answer.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/redact.hpp"
#include "base/text.hpp"
#include "signal/sdp.hpp"

namespace sluice {
namespace {

constexpr std::int64_t kMaxRetryAfterSeconds = 24 * 60 * 60;

bool is_success(int status) {
  return status >= 200 && status <= 299;
}

// What is said of the stream has the name that it has over a WebSocket, too. A publisher's 404 says
// that there is no such endpoint.
ErrorCode code_of_status(int status, Role role) {
  const bool publishes = role == Role::Publisher;
  switch (status) {
    case 400:
      return ErrorCode::HttpBadRequest;
    case 401:
      return ErrorCode::HttpUnauthorized;
    case 403:
      return ErrorCode::HttpForbidden;
    case 404:
      return publishes ? ErrorCode::HttpNotFound : ErrorCode::StreamNotFound;
    case 409:
      return publishes ? ErrorCode::StreamNameTaken : ErrorCode::StreamNotFound;
    default:
      if (is_passing_status(status)) return ErrorCode::HttpUnavailable;
      if (status >= 500 && status <= 599) return ErrorCode::HttpServerError;
      if (status >= 400 && status <= 499) return ErrorCode::HttpClientError;
      return ErrorCode::HttpUnexpected;
  }
}

bool is_media_type(std::string_view content_type, std::string_view wanted) {
  return equals_ignoring_case(trim(next_piece(content_type, ';')), wanted);
}

bool is_json(std::string_view content_type) {
  const std::string type = lowercase(trim(next_piece(content_type, ';')));
  return type == "application/json" || type.ends_with("+json");
}

// The sentence in an error's body that a person may want to read.
std::string problem_text(const HttpAnswered& answer) {
  if (is_json(answer.content_type)) {
    const auto json = parse_json(answer.body, {.bytes = 16 * 1024, .depth = 8, .values = 256});
    for (const std::string_view key : {"detail", "title", "errorMessage", "error", "message"}) {
      const Json* member = json ? json->find(key) : nullptr;
      if (member && member->string() && !member->string()->empty()) return *member->string();
    }
    return {};
  }
  // Frameworks call a plain sentence HTML, too; a page is nothing to read in an error.
  const bool is_text =
      equals_ignoring_case(std::string_view(answer.content_type).substr(0, 5), "text/");
  return is_text && answer.body.find('<') == std::string::npos ? answer.body : std::string();
}

Error body_error(const HttpAnswered& answer) {
  Error error{.code = ErrorCode::SignalTooLarge};
  if (answer.body_fault == BodyFault::Broken) {
    error.code = ErrorCode::HttpNetwork;
    error.detail = "the answer's body broke off";
  }
  error.http_status = answer.status;
  return error;
}

}  // namespace

Error http_error(const HttpAnswered& answer, Role role) {
  Error error{.code = code_of_status(answer.status, role)};
  error.detail = redact(problem_text(answer));
  error.http_status = answer.status;
  error.retry_after = retry_after(answer);
  error.of_application = is_json(answer.content_type) || !answer.session_host.empty();
  return error;
}

bool passes(int status) {
  return status == 408 || status == 421 || status == 425 || status == 429 ||
         (status >= 500 && status != 501);
}

std::optional<Millis> retry_after(const HttpAnswered& answer) {
  const std::string_view wait = trim(answer.retry_after);
  if (wait.empty() || !std::ranges::all_of(wait, is_digit)) return std::nullopt;
  return std::chrono::seconds(
      parse_decimal(wait, kMaxRetryAfterSeconds).value_or(kMaxRetryAfterSeconds));
}

bool is_counter_offer(const HttpAnswered& answer, Role role) {
  return role == Role::Subscriber && answer.status == 406 &&
         is_media_type(answer.content_type, "application/sdp");
}

bool has_left(const HttpAnswered& answer, const Url& endpoint) {
  const auto by = parse_url(answer.url);
  return answer.redirected && !(by && by->origin() == endpoint.origin());
}

PostVerdict judge_post(const HttpAnswered& answer, Role role, bool lost_token) {
  const bool may_counter = is_counter_offer(answer, role);
  if (!is_success(answer.status) && !may_counter) {
    Error error = http_error(answer, role);
    if (lost_token && (answer.status == 401 || answer.status == 403))
      error.code = ErrorCode::HttpAuthLost;
    return Refused{std::move(error)};
  }
  if (answer.body_fault != BodyFault::None) return Refused{body_error(answer)};
  auto sdp = parse_sdp(answer.body);
  if (!sdp) {
    sdp.error().http_status = answer.status;
    return Refused{std::move(sdp.error())};
  }
  // Red5's WHEP answers 201 with an offer of its own; the standard uses 406 for that.
  if (may_counter || (role == Role::Subscriber && sdp->actpass)) return Countered{};
  return Accepted{};
}

std::string entity_tag(const HttpAnswered& answer) {
  return answer.etag.substr(answer.etag.starts_with("W/") ? 2 : 0);
}

Result<SessionUrl> session_url(const HttpAnswered& answer, const Url& endpoint) {
  if (answer.location.empty()) return {ErrorCode::SignalNoLocation, ""};
  const auto base = parse_url(answer.url);
  if (!base) return {ErrorCode::SignalNoLocation, "the answer's own URL cannot be read"};
  auto url = resolve_url(*base, answer.location);
  if (!url) return {ErrorCode::SignalNoLocation, "it is not a usable URL"};
  // Where TLS ends at a proxy, the server behind it writes what it knows: http, and perhaps a port
  // of its own.
  for (const Url* outer : {&*base, &endpoint}) {
    if (url->scheme != "http" || outer->scheme != "https" || url->host != outer->host) continue;
    url->scheme = outer->scheme;
    url->port = outer->port;
  }
  const bool same_origin = url->origin() == endpoint.origin();
  if (!same_origin && url->scheme != "https" && endpoint.scheme == "https") {
    return {ErrorCode::SignalNoLocation, "it leads from https to http"};
  }
  return SessionUrl{.url = std::move(*url), .etag = entity_tag(answer), .send_token = same_origin};
}

}  // namespace sluice
