#include "machine/browser_fault.hpp"

#include <array>
#include <utility>

#include "base/redact.hpp"
#include "base/text.hpp"

namespace sluice {
namespace {

Error fault(ErrorCode code, std::string_view name, std::string_view message) {
  return {.code = code, .detail = redact(concat(name, message.empty() ? "" : ": ", message))};
}

}  // namespace

Error media_fault(std::string_view name, std::string_view message) {
  constexpr std::array<std::pair<std::string_view, ErrorCode>, 6> codes{{
      {"NotAllowedError", ErrorCode::MediaDenied},
      {"SecurityError", ErrorCode::MediaDenied},
      {"NotFoundError", ErrorCode::MediaNotFound},
      {"NotReadableError", ErrorCode::MediaInUse},
      {"AbortError", ErrorCode::MediaInUse},
      {"OverconstrainedError", ErrorCode::MediaOverconstrained},
  }};
  for (const auto& [known, code] : codes) {
    if (known == name) return fault(code, name, message);
  }
  return fault(ErrorCode::MediaFailed, name, message);
}

Error peer_fault(std::string_view name, std::string_view message) {
  return fault(ErrorCode::PeerUnsupported, name, message);
}

Error hook_fault(std::string_view hook, std::string_view message) {
  return fault(ErrorCode::ConfigInvalid, hook, message);
}

Error description_fault(std::string_view name, std::string_view message) {
  return fault(ErrorCode::PeerRefusedSdp, name, message);
}

}  // namespace sluice
