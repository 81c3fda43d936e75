// Any options for both roles: refused with a reason, or good for a URL that can be read again.
#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "promise.hpp"
#include "session/config.hpp"

using namespace sluice;

namespace {

void check_error(const Error& error) {
  SLUICE_PROMISE(error_info(error.code).name.starts_with("config."));
  SLUICE_PROMISE(!error.detail.empty() && !has_control(error.detail));
  SLUICE_PROMISE(error.detail.size() < 200);
}

void check_timeouts(const Timeouts& t) {
  for (const Millis wait :
       {t.media, t.description, t.gathering, t.answer, t.connect, t.disconnected, t.remove})
    SLUICE_PROMISE(wait >= Millis(100) && wait <= Millis(600'000));
}

void check_config(const SessionConfig& config) {
  const Url url = endpoint_url(config);
  SLUICE_PROMISE(parse_url(url.text()) == url);
  SLUICE_PROMISE(!has_control(url.text()));
  SLUICE_PROMISE(!has_control(config.token));
  check_timeouts(config.timeouts);
  if (config.has_endpoint) {
    SLUICE_PROMISE(url.path == config.endpoint.path && url.origin() == config.endpoint.origin());
    SLUICE_PROMISE(url.query.starts_with(config.endpoint.query));
  } else {
    SLUICE_PROMISE(check_stream_name(config.stream_name).ok());
    // Neither the app nor the name adds a segment of its own, or takes one away.
    SLUICE_PROMISE(std::ranges::count(url.path, '/') ==
                   4 + std::ranges::count(config.app, '/') - (config.app.ends_with('/') ? 1 : 0));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  for (const Role role : {Role::Publisher, Role::Subscriber}) {
    const auto config = parse_config(role, text, size);
    config ? check_config(*config) : check_error(config.error());
  }
  const auto name = check_stream_name(text);
  if (name) {
    SLUICE_PROMISE(*name == text);
    SLUICE_PROMISE(!has_control(*name) && name->find_first_of("/\\") == std::string::npos);
  } else {
    check_error(name.error());
  }
  return 0;
}
