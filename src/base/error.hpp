// An error is a value. Nothing in the core throws; whatever can go wrong comes back as an Error,
// and at the JavaScript boundary each becomes one `SluiceError` with the same fields.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace sluice {

// Who has to do something about it. h11's most useful distinction: "my fault or yours?"
enum class Blame : std::uint8_t { Caller, Remote, Network, Internal };

// Stable, public names (see error_info()): renaming one is a breaking change.
enum class ErrorCode : std::uint8_t {
  ConfigInvalid,
  ConfigHostMissing,
  ConfigHostInvalid,
  ConfigStreamMissing,
  ConfigStreamInvalid,
  ConfigAppInvalid,
  ConfigEndpointInvalid,
  ConfigInsecure,
  ConfigNoNode,
  EnvLocalNetwork,
  StateBusy,
  StateClosed,
  StateNotLive,
  MediaUnsupported,
  MediaDenied,
  MediaNotFound,
  MediaInUse,
  MediaOverconstrained,
  MediaFailed,
  MediaTimeout,
  MediaNoFrames,
  MediaEnded,
  MediaInterrupted,
  HttpNetwork,
  HttpBadRequest,
  HttpUnauthorized,
  HttpForbidden,
  HttpNotFound,
  HttpClientError,
  HttpServerError,
  HttpUnavailable,
  HttpUnexpected,
  HttpAuthLost,
  ManagerUnreachable,
  ManagerTimeout,
  ManagerNoOrigin,
  ManagerNoEdge,
  ManagerBadRequest,
  ManagerUnauthorized,
  ManagerRefused,
  ManagerFailed,
  ManagerNotJson,
  ManagerBadAnswer,
  ManagerBadAddress,
  ManagerTooLarge,
  ProxyDisabled,
  StreamNameTaken,
  StreamNotFound,
  CallFailed,
  CallNoChannel,
  SignalTimeout,
  SignalUnreachable,
  SignalClosed,
  SignalRejected,
  SignalRefused,
  SignalNoLocation,
  SignalForeignLocation,
  SignalWrongLocation,
  SignalKindsRefused,
  SignalChannelRefused,
  SignalAnswerLate,
  SignalNotEnded,
  SignalNotSdp,
  SignalTooLarge,
  PeerUnsupported,
  PeerFailed,
  PeerRefusedSdp,
  PeerTimeout,
  PeerStalled,
  PeerFrozen,
  InternalFault,
};
inline constexpr std::size_t kErrorCodes = static_cast<std::size_t>(ErrorCode::InternalFault) + 1;

struct ErrorInfo {
  std::string_view name;  // what users compare with, e.g. "signal.timeout"
  Blame blame;
  bool retryable;            // whether the same call may go through later without a change
  std::string_view message;  // one plain sentence, without the particulars
};

[[nodiscard]] ErrorInfo error_info(ErrorCode code);
[[nodiscard]] std::string_view blame_name(Blame blame);

// Of a refusing answer: the same request may be taken later (RFC 9110 sections 15.5.9, 15.5.20 and
// 15.6.4, RFC 8470 section 5.2, RFC 6585 section 4).
[[nodiscard]] constexpr bool is_passing_status(int status) {
  return status == 408 || status == 421 || status == 425 || status == 429 || status == 503;
}

struct Error {
  ErrorCode code = ErrorCode::InternalFault;
  std::string detail{};                 // particulars; redacted and bounded by whoever fills it
  int http_status = 0;                  // 0 where no HTTP answer is behind it
  std::optional<Millis> retry_after{};  // the server's Retry-After (RFC 9110 section 10.2.3)
  bool of_application = false;  // the media server itself has answered, not what is before it

  friend bool operator==(const Error&, const Error&) = default;
};

}  // namespace sluice
