#include "base/error.hpp"

#include <array>

namespace sluice {
namespace {

using enum Blame;

// In the order of ErrorCode; the size is checked below and each row by tests/unit/error_test.cpp.
constexpr std::array<ErrorInfo, kErrorCodes> kInfos{{
    {"config.invalid", Caller, false, "An option has a value that cannot be used."},
    {"config.host_missing", Caller, false, "No host is given."},
    {"config.host_invalid", Caller, false, "The host is not a host name or an IP address."},
    {"config.stream_missing", Caller, false, "No stream name is given."},
    {"config.stream_invalid", Caller, false, "The stream name cannot be used."},
    {"config.app_invalid", Caller, false, "The app cannot be used."},
    {"config.endpoint_invalid", Caller, false, "The endpoint is not a usable http or https URL."},
    {"config.insecure", Caller, false,
     "A secure page cannot reach a server without TLS: go through the stream manager's proxy."},
    {"config.no_node", Caller, false,
     "The proxy needs connectionParams.host, the address of a node: of a list, take one."},
    {"state.busy", Caller, false, "This client is already starting or running."},
    {"state.closed", Caller, false, "The session was closed before it was live."},
    {"state.not_live", Caller, false, "There is no live session to do this with."},
    {"media.unsupported", Caller, false,
     "Only secure pages (https, or localhost) get cameras and microphones."},
    {"media.denied", Caller, false, "Access to the camera or microphone was refused."},
    {"media.not_found", Caller, false, "No camera or microphone was found."},
    {"media.in_use", Caller, true, "The camera or microphone is in use or does not answer."},
    {"media.overconstrained", Caller, false, "No device meets the media constraints."},
    {"media.failed", Caller, false, "The camera or microphone could not be opened."},
    {"media.timeout", Caller, true, "Nobody answered the camera and microphone request."},
    {"media.no_frames", Caller, true, "The camera gives no picture."},
    {"media.ended", Caller, true,
     "The camera or microphone is gone, or its permission was withdrawn."},
    {"media.interrupted", Caller, true,
     "The browser has stopped the camera or microphone for now, as for a call."},
    {"http.network", Network, true, "The server could not be reached."},
    {"http.bad_request", Remote, false, "The server did not understand the request."},
    {"http.unauthorized", Caller, false, "The server wants a valid token."},
    {"http.forbidden", Caller, false, "The server refuses this stream to this token."},
    {"http.not_found", Remote, true, "The server knows no such endpoint."},
    {"http.client_error", Remote, false, "The server refused the request."},
    {"http.server_error", Remote, true, "The server failed."},
    {"http.unavailable", Remote, true, "The server is not available now."},
    {"http.unexpected_status", Remote, false,
     "The server gave an answer that the standard does not."},
    {"http.auth_lost", Remote, false,
     "A redirect to another origin made the browser drop the token: name that origin as the "
     "endpoint."},
    {"manager.unreachable", Network, true, "The stream manager could not be reached."},
    {"manager.timeout", Network, true, "The stream manager did not answer in time."},
    {"manager.no_origin", Remote, true, "The stream manager has no origin for this stream."},
    {"manager.no_edge", Remote, true,
     "The stream manager has no edge for this stream: it may not be published yet."},
    {"manager.bad_request", Caller, true,
     "The stream manager did not understand the request, or has no such stream."},
    {"manager.unauthorized", Caller, false, "The stream manager wants a valid access token."},
    {"manager.refused", Remote, false, "The stream manager refused the request."},
    {"manager.failed", Remote, true, "The stream manager failed."},
    {"manager.not_json", Remote, true, "The stream manager's answer is not JSON."},
    {"manager.bad_answer", Remote, false, "The stream manager's answer has not the known shape."},
    {"manager.bad_address", Remote, false,
     "The stream manager names a node that is no host or IP address."},
    {"manager.too_large", Remote, false,
     "The stream manager's answer is larger than any list of nodes."},
    {"proxy.disabled", Remote, true,
     "The stream manager answers, but its proxy does not: it probably lacks proxy.enabled=true in "
     "red5-web.properties."},
    {"stream.name_taken", Remote, true, "A stream of this name is being published already."},
    {"stream.not_found", Remote, true, "There is no stream of this name now."},
    {"call.failed", Remote, false, "The server answered the call with an error."},
    {"call.no_channel", Remote, false, "There is no data channel to call the server by."},
    {"signal.timeout", Network, true, "The server did not answer in time."},
    {"signal.unreachable", Network, true,
     "The WebSocket could not be opened: if the host is a stream manager, its proxy may be off "
     "(proxy.enabled=true in red5-web.properties)."},
    {"signal.closed", Network, true, "The server closed the WebSocket."},
    {"signal.rejected", Remote, false, "The server rejected the connection."},
    {"signal.refused", Remote, true, "The server refused the stream."},
    {"signal.no_location", Remote, false,
     "The server gave no Location that can be read, so the session cannot be ended."},
    {"signal.foreign_location", Remote, false,
     "The Location points to another origin: requests to it carry no token."},
    {"signal.wrong_location", Remote, false,
     "The server knows no session at its own Location: a proxy's path may be missing in it."},
    {"signal.kinds_refused", Remote, false,
     "The server does not take both sound and picture, or the stream lacks one."},
    {"signal.channel_refused", Remote, false, "The server is asked again without a data channel."},
    {"signal.answer_late", Remote, true,
     "The server's own offer was no longer open when the answer to it came."},
    {"signal.not_ended", Remote, false, "The session may stay on the server until it times out."},
    {"signal.not_sdp", Remote, false, "The server's answer is not a session description."},
    {"signal.too_large", Remote, false,
     "The server's answer is larger than any session description."},
    {"peer.unsupported", Caller, false, "This browser cannot open the peer connection asked for."},
    {"peer.failed", Network, true, "The media connection was lost or could not be made."},
    {"peer.refused_sdp", Remote, false, "The browser refused the session description."},
    {"peer.timeout", Network, true, "The media connection was not made in time."},
    {"peer.stalled", Network, true, "Nothing arrives any more, though the connection is open."},
    {"peer.frozen", Remote, true, "The picture stands still."},
    {"internal.fault", Internal, false, "Sluice met a fault of its own."},
}};

}  // namespace

const ErrorInfo& error_info(ErrorCode code) {
  return kInfos[static_cast<std::size_t>(code)];
}

std::string_view blame_name(Blame blame) {
  constexpr std::array<std::string_view, 4> names{"caller", "remote", "network", "internal"};
  return names[static_cast<std::size_t>(blame)];
}

}  // namespace sluice
