#include "base/error.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sluice {
namespace {

// In the order of ErrorCode. Who is to blame by a first letter, which is a capital where the same
// call may go through later; the name; the message. One text: as a table of its pieces it would be
// larger to serve. Each row is checked by tests/unit/base/error_test.cpp.
constexpr std::string_view kInfos =
    "c config.invalid An option has a value that cannot be used.\n"
    "c config.host_missing No host is given.\n"
    "c config.host_invalid The host is not a host name or an IP address.\n"
    "c config.stream_missing No stream name is given.\n"
    "c config.stream_invalid The stream name cannot be used.\n"
    "c config.app_invalid The app cannot be used.\n"
    "c config.endpoint_invalid The endpoint is not a usable http or https URL.\n"
    "c config.insecure A secure page cannot reach a server without TLS: go through the stream "
    "manager's proxy.\n"
    "c config.no_node The proxy needs connectionParams.host, the address of a node: of a list, "
    "take one.\n"
    "c env.local_network The browser keeps this page from local addresses: serve it by https, and "
    "allow it to reach the local network.\n"
    "c state.busy This client is already starting or running.\n"
    "c state.closed The session was closed before it was live.\n"
    "c state.not_live There is no live session to do this with.\n"
    "c media.unsupported Only secure pages (https, or localhost) get cameras and microphones.\n"
    "c media.denied Access to the camera or microphone was refused.\n"
    "c media.not_found No camera or microphone was found.\n"
    "C media.in_use The camera or microphone is in use or does not answer.\n"
    "c media.overconstrained No device meets the media constraints.\n"
    "c media.failed The camera or microphone could not be opened.\n"
    "C media.timeout Nobody answered the camera and microphone request.\n"
    "C media.no_frames The camera gives no picture.\n"
    "C media.ended The camera or microphone is gone, or its permission was withdrawn.\n"
    "C media.interrupted The browser has stopped the camera or microphone for now, as for a "
    "call.\n"
    "N http.network The server could not be reached.\n"
    "r http.bad_request The server did not understand the request.\n"
    "c http.unauthorized The server wants a valid token.\n"
    "c http.forbidden The server refuses this stream to this token.\n"
    "R http.not_found The server knows no such endpoint.\n"
    "r http.client_error The server refused the request.\n"
    "R http.server_error The server failed.\n"
    "R http.unavailable The server is not available now.\n"
    "r http.unexpected_status The server gave an answer that the standard does not.\n"
    "r http.auth_lost A redirect to another origin made the browser drop the token: name that "
    "origin as the endpoint.\n"
    "N manager.unreachable The stream manager could not be reached.\n"
    "N manager.timeout The stream manager did not answer in time.\n"
    "R manager.no_origin The stream manager has no origin for this stream.\n"
    "R manager.no_edge The stream manager has no edge for this stream: it may not be published "
    "yet.\n"
    "C manager.bad_request The stream manager did not understand the request, or has no such "
    "stream.\n"
    "c manager.unauthorized The stream manager wants a valid access token.\n"
    "r manager.refused The stream manager refused the request.\n"
    "R manager.failed The stream manager failed.\n"
    "R manager.not_json The stream manager's answer is not JSON.\n"
    "r manager.bad_answer The stream manager's answer has not the known shape.\n"
    "r manager.bad_address The stream manager names a node that is no host or IP address.\n"
    "r manager.too_large The stream manager's answer is larger than any list of nodes.\n"
    "R proxy.disabled The stream manager answers, but its proxy does not: it probably lacks "
    "proxy.enabled=true in red5-web.properties.\n"
    "R stream.name_taken A stream of this name is being published already.\n"
    "R stream.not_found There is no stream of this name now.\n"
    "r call.failed The server answered the call with an error.\n"
    "r call.no_channel There is no data channel to call the server by.\n"
    "N signal.timeout The server did not answer in time.\n"
    "N signal.unreachable The WebSocket could not be opened: if the host is a stream manager, "
    "its proxy may be off (proxy.enabled=true in red5-web.properties).\n"
    "N signal.closed The server closed the WebSocket.\n"
    "r signal.rejected The server rejected the connection.\n"
    "R signal.refused The server refused the stream.\n"
    "r signal.no_location The server gave no Location that can be read, so the session cannot be "
    "ended.\n"
    "r signal.foreign_location The Location points to another origin: requests to it carry no "
    "token.\n"
    "r signal.wrong_location The server knows no session at its own Location: a proxy's path may "
    "be missing in it.\n"
    "r signal.kinds_refused The server does not take both sound and picture, or the stream lacks "
    "one.\n"
    "r signal.channel_refused The server is asked again without a data channel.\n"
    "R signal.answer_late The server's own offer was no longer open when the answer to it came.\n"
    "r signal.not_ended The session may stay on the server until it times out.\n"
    "r signal.not_sdp The server's answer is not a session description.\n"
    "r signal.too_large The server's answer is larger than any session description.\n"
    "c peer.unsupported This browser cannot open the peer connection asked for.\n"
    "N peer.failed The media connection was lost or could not be made.\n"
    "r peer.refused_sdp The browser refused the session description.\n"
    "N peer.timeout The media connection was not made in time.\n"
    "N peer.stalled Nothing arrives any more, though the connection is open.\n"
    "R peer.frozen The picture stands still.\n"
    "i internal.fault Sluice met a fault of its own.\n";

static_assert(std::ranges::count(kInfos, '\n') == kErrorCodes);

}  // namespace

ErrorInfo error_info(ErrorCode code) {
  std::string_view row = nth_piece(kInfos, static_cast<std::size_t>(code), '\n');
  const char kind = next_piece(row, ' ').front();
  const std::string_view name = next_piece(row, ' ');
  const auto blame = std::string_view("crni").find(to_lower(kind));
  return {name, static_cast<Blame>(blame), to_lower(kind) != kind, row};
}

std::string_view blame_name(Blame blame) {
  return nth_piece("caller remote network internal", static_cast<std::size_t>(blame));
}

}  // namespace sluice
