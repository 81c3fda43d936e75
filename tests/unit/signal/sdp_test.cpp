#include "signal/sdp.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>
#include <vector>

#include "unit/sdp_fixtures.hpp"

using namespace sluice;
using namespace sluice::fixture;

namespace {

Sdp parsed(std::string_view text) {
  auto sdp = parse_sdp(text);
  REQUIRE(sdp);
  return std::move(*sdp);
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out.append(piece);
  return out;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    REQUIRE(end != std::string_view::npos);
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 2);
  }
  return lines;
}

std::size_t count(std::string_view text, std::string_view piece) {
  std::size_t found = 0;
  for (std::size_t at = text.find(piece); at != std::string_view::npos;
       at = text.find(piece, at + piece.size()))
    ++found;
  return found;
}

constexpr std::string_view kSession = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n";
constexpr std::string_view kAudio = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";

}  // namespace

TEST_CASE("Chromium's offer is read") {
  const Sdp sdp = parsed(crlf(kChromiumOffer));
  CHECK(sdp.bundle == "a=group:BUNDLE 0 1");
  CHECK(sdp.ice_lines == "a=ice-options:trickle\r\n");
  CHECK(sdp.actpass);
  REQUIRE(sdp.media.size() == 2);
  CHECK(sdp.media[0].line == "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126");
  CHECK(sdp.media[0].mid == "0");
  CHECK(sdp.media[0].ice_ufrag == "EsAw");
  CHECK(sdp.media[0].ice_pwd == "P2uYro0UCOQ4zxjKXaWCBui1");
  CHECK(sdp.media[1].line == "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103");
  CHECK(sdp.media[1].mid == "1");
}

TEST_CASE("Firefox's offer is read") {
  const Sdp sdp = parsed(crlf(kFirefoxOffer));
  CHECK(sdp.bundle == "a=group:BUNDLE 0 1");
  CHECK(sdp.ice_lines == "a=ice-options:trickle\r\n");
  CHECK(sdp.actpass);
  REQUIRE(sdp.media.size() == 2);
  CHECK(sdp.media[0].ice_ufrag == "6fb5a1ac");
  CHECK(sdp.media[0].ice_pwd == "2ddc7b8ae1e6d1b3a3e1f9bd25e4e3d1");
  CHECK(sdp.media[1].line == "m=video 0 UDP/TLS/RTP/SAVPF 120 124");
}

TEST_CASE("libdatachannel's answer is read, credentials of the session included") {
  const Sdp sdp = parsed(crlf(kLibdatachannelAnswer));
  CHECK(sdp.bundle == "a=group:BUNDLE 0 1");
  CHECK(sdp.ice_lines == "a=ice-options:ice2,trickle\r\n");
  CHECK_FALSE(sdp.actpass);
  REQUIRE(sdp.media.size() == 2);
  for (const SdpMedia& medium : sdp.media) {
    CHECK(medium.ice_ufrag == "4Zcd");
    CHECK(medium.ice_pwd == "2/1muCWoOi3uLifh0NuRHl");
  }
}

TEST_CASE("Janus's answer is read") {
  const Sdp sdp = parsed(crlf(kJanusAnswer));
  CHECK(sdp.ice_lines.ends_with("a=ice-lite\r\n"));
  CHECK_FALSE(sdp.actpass);
  CHECK(sdp.media.at(1).ice_ufrag == "Ht8y");
}

TEST_CASE("a server's own offer is known by actpass") {
  CHECK(parsed(crlf(kServerOffer)).actpass);
  CHECK(parsed(crlf(kServerOffer)).media.at(1).mid == "video");
}

TEST_CASE("actpass counts for the session and for any medium, and only as a whole") {
  const std::string session(kSession);
  const std::string audio(kAudio);
  CHECK(parsed(session + "a=setup:actpass\r\n" + audio).actpass);
  CHECK(parsed(session + audio + audio + "a=setup:actpass\r\n").actpass);
  for (const std::string line :
       {"a=setup:active", "a=setup:passive", "a=setup:holdconn", "a=setup:actpassive", "a=setup",
        "b=setup:actpass", "a=x-setup:actpass", "i=a=setup:actpass"}) {
    CAPTURE(line);
    CHECK_FALSE(parsed(session + audio + line + "\r\n").actpass);
  }
}

TEST_CASE("line ends may be LF or CRLF, and the last may be missing") {
  for (const std::string_view text :
       {kChromiumOffer, kFirefoxOffer, kLibdatachannelAnswer, kJanusAnswer, kServerOffer}) {
    const Sdp unix_sdp = parsed(text);
    const Sdp wire_sdp = parsed(crlf(text));
    CHECK(unix_sdp.bundle == wire_sdp.bundle);
    REQUIRE(unix_sdp.media.size() == wire_sdp.media.size());
    for (std::size_t i = 0; i < unix_sdp.media.size(); ++i) {
      CHECK(unix_sdp.media[i].line == wire_sdp.media[i].line);
      CHECK(unix_sdp.media[i].ice_pwd == wire_sdp.media[i].ice_pwd);
    }
    CHECK(parse_sdp(text.substr(0, text.size() - 1)));
  }
}

TEST_CASE("a medium's own ICE credentials come before the session's") {
  const Sdp sdp = parsed(
      std::string(kSession) + "a=ice-ufrag:SESS\r\na=ice-pwd:session-password\r\n" +
      std::string(kAudio) + "a=ice-ufrag:OWN1\r\na=ice-pwd:own-password\r\n" + std::string(kAudio));
  CHECK(sdp.media.at(0).ice_ufrag == "OWN1");
  CHECK(sdp.media.at(0).ice_pwd == "own-password");
  CHECK(sdp.media.at(1).ice_ufrag == "SESS");
  CHECK(sdp.media.at(1).ice_pwd == "session-password");
}

TEST_CASE("what a description leaves out is empty") {
  const Sdp sdp = parsed(std::string(kSession) + std::string(kAudio));
  CHECK(sdp.bundle.empty());
  CHECK(sdp.ice_lines.empty());
  CHECK_FALSE(sdp.actpass);
  CHECK(sdp.media.at(0).mid.empty());
  CHECK(sdp.media.at(0).ice_ufrag.empty());
}

TEST_CASE("another group does not pass for the bundle") {
  const std::string session(kSession);
  const std::string audio(kAudio);
  CHECK(parsed(session + "a=group:LS 0 1\r\n" + audio).bundle.empty());
  CHECK(parsed(session + "a=group:BUNDLE-EXT 0\r\n" + audio).bundle.empty());
  CHECK(parsed(session + "a=group:BUNDLE 0\r\na=group:LS 0 1\r\n" + audio).bundle ==
        "a=group:BUNDLE 0");
}

TEST_CASE("what is not a session description is refused as that") {
  const std::string text = GENERATE(
      as<std::string>{}, "", " ", "\r\n", "\xef\xbb\xbfv=0\r\nm=a", "<!DOCTYPE html><html></html>",
      "{\"error\":\"no\"}", "null", "OK", "v=0", "v=1\r\nm=audio 9 X 0\r\n",
      "v=00\r\nm=audio 9 X 0", "V=0\r\nm=audio 9 X 0\r\n", " v=0\r\nm=audio 9 X 0\r\n",
      "\r\nv=0\r\nm=audio 9 X 0\r\n", "m=audio 9 X 0\r\nv=0\r\n",
      "o=- 1 1 IN IP4 0.0.0.0\r\nv=0\r\nm=audio 9 X 0\r\n", "v=0\r\n<html>\r\nm=audio 9 X 0\r\n",
      "v=0\r\nm=audio 9 X 0\r\nnonsense\r\n", "v=0\r\nm=audio 9 X 0\r\na\r\n",
      "v=0\r\nm=audio 9 X 0\r\n=x\r\n", "v=0\r\nm=audio 9 X 0\r\n1=x\r\n",
      "v=0\r\nm=audio 9 X 0\r\na = x\r\n", "v=0\r\n\r\nm=audio 9 X 0\r\n", "v=0\rm=audio 9 X 0\r",
      "v=0\r\nm=audio 9 X 0\ra=mid:0\r\n", "v=0\r\nM=audio 9 X 0\r\n", "v=0\r\na=m=audio\r\n");
  CAPTURE(text);
  const auto sdp = parse_sdp(text);
  REQUIRE_FALSE(sdp);
  CHECK(sdp.error().code == ErrorCode::SignalNotSdp);
  CHECK_FALSE(sdp.error().detail.empty());
}

TEST_CASE("a session part without media is refused") {
  const auto sdp = parse_sdp(kSession);
  REQUIRE_FALSE(sdp);
  CHECK(sdp.error().code == ErrorCode::SignalNotSdp);
}

TEST_CASE("binary is refused") {
  std::string noise;
  for (int i = 0; i < 256; ++i) noise.push_back(static_cast<char>(i));
  CHECK_FALSE(parse_sdp(noise));
  CHECK_FALSE(parse_sdp("v=0\r\n" + noise));
  const std::string nul = "v=0\r\nm=audio 9 X 0\r\na=mid:" + std::string(1, '\0') + "\r\n";
  CHECK(parse_sdp(nul).error().code == ErrorCode::SignalNotSdp);
}

TEST_CASE("an error's detail never repeats the text") {
  const auto sdp = parse_sdp("v=0\r\nm=audio 9 X 0\r\na=ice-pwd:hunter2\r\nhunter2\r\n");
  REQUIRE_FALSE(sdp);
  CHECK(sdp.error().detail.find("hunter2") == std::string::npos);
}

TEST_CASE("the limits of a description are exact") {
  const std::string base = std::string(kSession) + std::string(kAudio);
  const auto code = [](const Result<Sdp>& result) {
    REQUIRE_FALSE(result);
    return result.error().code;
  };
  CHECK(parse_sdp(base, {.bytes = base.size()}));
  CHECK(code(parse_sdp(base, {.bytes = base.size() - 1})) == ErrorCode::SignalTooLarge);
  CHECK(parse_sdp(base, {.lines = 5}));
  CHECK(code(parse_sdp(base, {.lines = 4})) == ErrorCode::SignalTooLarge);
  CHECK(parse_sdp(std::string(kSession) + repeated(kAudio, 64)));
  CHECK(code(parse_sdp(std::string(kSession) + repeated(kAudio, 65))) == ErrorCode::SignalTooLarge);
  CHECK(parse_sdp(base + repeated("a=x\r\n", 4096 - 5)));
  CHECK(code(parse_sdp(base + repeated("a=x\r\n", 4096 - 4))) == ErrorCode::SignalTooLarge);
  CHECK(parse_sdp(base + "a=" + std::string(128 * 1024 - base.size() - 2, 'x')));
  CHECK(code(parse_sdp(base + std::string(5 * 1024 * 1024, 'a'))) == ErrorCode::SignalTooLarge);
}

// ---------------------------------------------------------------------------------------------
// a=rtcp-mux-only (RFC 9725 section 4.4.1, RFC 8858)

TEST_CASE("each bundled section of a browser's offer gets rtcp-mux-only behind its rtcp-mux",
          "[row 32]") {
  for (const std::string_view text : {kChromiumOffer, kFirefoxOffer}) {
    const std::string before = crlf(text);
    const std::string after = with_rtcp_mux_only(before);
    CHECK(count(after, "\r\na=rtcp-mux-only\r\n") == 2);
    CHECK(count(after, "\r\na=rtcp-mux\r\n") == 2);
    // Without the new lines it is the text that it was.
    std::string without;
    for (const std::string& line : lines_of(after))
      if (line != "a=rtcp-mux-only") without.append(line).append("\r\n");
    CHECK(without == before);
    const auto reread = parse_sdp(after);
    REQUIRE(reread);
    CHECK(reread->media.size() == 2);
  }
}

TEST_CASE("adding rtcp-mux-only twice is adding it once") {
  for (const std::string_view text :
       {kChromiumOffer, kFirefoxOffer, kLibdatachannelAnswer, kJanusAnswer, kServerOffer}) {
    const std::string once = with_rtcp_mux_only(crlf(text));
    CHECK(with_rtcp_mux_only(once) == once);
  }
}

TEST_CASE("lines on the wire end in CRLF, whatever the text had") {
  CHECK(with_rtcp_mux_only(kChromiumOffer) == with_rtcp_mux_only(crlf(kChromiumOffer)));
}

TEST_CASE("a section that has rtcp-mux-only already does not keep the others from it", "[row 32]") {
  std::string text = crlf(kChromiumOffer);
  text.insert(text.find("a=rtcp-mux\r\n"), "a=rtcp-mux-only\r\n");
  const std::string after = with_rtcp_mux_only(text);
  CHECK(count(after, "a=rtcp-mux-only\r\n") == 2);
  CHECK(after.rfind("a=rtcp-mux-only\r\n") > after.find("m=video"));
}

TEST_CASE("a section without rtcp-mux gets no rtcp-mux-only") {
  const std::string text = std::string(kSession) + "a=group:BUNDLE 0 1\r\n" +
                           "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=rtcp-mux\r\n"
                           "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:1\r\n";
  const std::string after = with_rtcp_mux_only(text);
  CHECK(count(after, "a=rtcp-mux-only\r\n") == 1);
  CHECK(after.find("a=rtcp-mux-only") < after.find("m=application"));
  CHECK(with_rtcp_mux_only(std::string(kSession) + std::string(kAudio)) ==
        std::string(kSession) + std::string(kAudio));
}

TEST_CASE("a section outside the bundle is left alone") {
  const std::string audio = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=rtcp-mux\r\n";
  const std::string video = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtcp-mux\r\na=mid:1\r\n";
  const std::string session(kSession);
  CHECK(with_rtcp_mux_only(session + audio + video) == session + audio + video);
  const std::string half = session + "a=group:BUNDLE 1\r\n" + audio + video;
  const std::string after = with_rtcp_mux_only(half);
  CHECK(count(after, "a=rtcp-mux-only\r\n") == 1);
  CHECK(after.find("a=rtcp-mux-only") > after.find("m=video"));
  // A mid is compared whole.
  CHECK(count(with_rtcp_mux_only(session + "a=group:BUNDLE 00 11\r\n" + audio + video),
              "a=rtcp-mux-only") == 0);
}

TEST_CASE("text that only looks like the attribute is not taken for it") {
  const std::string text = std::string(kSession) + "i=a=rtcp-mux-only\r\na=group:BUNDLE 0\r\n" +
                           "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=x a=rtcp-mux\r\n"
                           "a=rtcp-mux-later\r\na=rtcp-mux\r\n";
  const std::string after = with_rtcp_mux_only(text);
  CHECK(count(after, "\r\na=rtcp-mux-only\r\n") == 1);
  CHECK(after.ends_with("a=rtcp-mux\r\na=rtcp-mux-only\r\n"));
}
