#include "machine/browser_fault.hpp"

#include "base/redact.hpp"
#include "base/text.hpp"

namespace sluice {
namespace {

Error fault(ErrorCode code, std::string_view name, std::string_view message) {
  return {.code = code, .detail = redact(concat(name, message.empty() ? "" : ": ", message))};
}

}  // namespace

Error media_fault(std::string_view name, std::string_view message) {
  // Behind the place of its code after MediaUnsupported, each name.
  std::string_view rest =
      "1NotAllowedError 1SecurityError 2NotFoundError 3NotReadableError 3AbortError "
      "4OverconstrainedError";
  static_assert(static_cast<int>(ErrorCode::MediaOverconstrained) ==
                static_cast<int>(ErrorCode::MediaUnsupported) + 4);
  while (!rest.empty()) {
    const std::string_view known = next_piece(rest, ' ');
    const int place = static_cast<int>(ErrorCode::MediaUnsupported) + known.front() - '0';
    if (known.substr(1) == name) return fault(static_cast<ErrorCode>(place), name, message);
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
