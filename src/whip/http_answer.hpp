// What an HTTP answer means to a WHIP or WHEP client (RFC 9725 section 4, draft-ietf-wish-whep-03
// section 4). Pure functions: no state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/result.hpp"
#include "base/url.hpp"
#include "config/config.hpp"
#include "machine/input.hpp"

namespace sluice {

// The session that an endpoint made for us.
struct SessionUrl {
  Url url;
  std::string etag;        // entity_tag()
  bool send_token = true;  // false on another origin than the endpoint's
};

// The session's URL out of an answer to a POST: its Location, resolved against the URL that
// answered (behind redirects); one with http on the host of either, where that has https, is meant
// to be there. `endpoint` is the URL that the app chose: its origin alone gets the token. Errors:
// SignalNoLocation where none can be read or used.
[[nodiscard]] Result<SessionUrl> session_url(const HttpAnswered& answer, const Url& endpoint);

// The answer's entity-tag as If-Match can have it, with its quotes; empty where there is none. A
// weak one is what a compressing proxy has made of the server's strong one, and as it is could
// never match (RFC 9110 section 13.1.1).
[[nodiscard]] std::string entity_tag(const HttpAnswered& answer);

struct Accepted {};   // 2xx with an answer
struct Countered {};  // with an offer of the server's own, to be answered by PATCH
struct Refused {
  Error error;
};
using PostVerdict = std::variant<Accepted, Countered, Refused>;

// Whether a redirect has led to another origin, on the way to which browsers drop the token.
[[nodiscard]] bool has_left(const HttpAnswered& answer, const Url& endpoint);

// The answer to a POSTed offer. `lost_token`: one was sent, and has been dropped on the way.
[[nodiscard]] PostVerdict judge_post(const HttpAnswered& answer, Role role, bool lost_token);

// A 406 with an offer, or with what should be one.
[[nodiscard]] bool is_counter_offer(const HttpAnswered& answer, Role role);

// Whether the same request may be answered differently a little later (RFC 9110 section 15.5.9,
// RFC 8470 section 5.2, RFC 6585 section 4; 501 says never).
[[nodiscard]] bool passes(int status);

// What the server asks to wait (RFC 9110 section 10.2.3), as a number of seconds; nothing for a
// date.
[[nodiscard]] std::optional<Millis> retry_after(const HttpAnswered& answer);

// The error that a refusing answer stands for: by its status alone, as RFC 9725 section 4.1 wants,
// with what a problem-details body (RFC 9457) or a short plain text says as its detail.
[[nodiscard]] Error http_error(const HttpAnswered& answer, Role role);

}  // namespace sluice
