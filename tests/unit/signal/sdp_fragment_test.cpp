#include "signal/sdp_fragment.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>
#include <vector>

#include "unit/sdp_fixtures.hpp"

using namespace sluice;
using namespace sluice::fixture;

namespace {

using Lines = std::vector<std::string>;

const std::string kUdp =
    "candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw "
    "network-id 1";
const std::string kTcp =
    "candidate:3471623853 1 tcp 1518280447 2001:db8::1 9 typ host tcptype active generation 0";

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    REQUIRE(end != std::string_view::npos);
    lines.emplace_back(text.substr(0, end));
    CHECK(lines.back().find_first_of("\r\n") == std::string::npos);
    text.remove_prefix(end + 2);
  }
  return lines;
}

std::size_t place(const Lines& lines, std::string_view line) {
  CAPTURE(line);
  REQUIRE(std::ranges::count(lines, line) == 1);
  return static_cast<std::size_t>(std::ranges::find(lines, line) - lines.begin());
}

Lines fragment(std::string_view offer, const Lines& candidates, bool end) {
  const auto sdp = parse_sdp(offer);
  REQUIRE(sdp);
  std::vector<TrickledCandidate> gathered;
  for (const std::string& text : candidates) gathered.push_back({"", text});
  return lines_of(write_fragment(*sdp, gathered, end));
}

}  // namespace

// The examples of RFC 9725 sections 4.3.2 and 4.3.3; RFC 8840 section 4.4 leaves open whether the
// credentials stand in the session or in the medium.
TEST_CASE("a fragment has the lines of the standard's examples in their order", "[row 24]") {
  const Lines lines = fragment(crlf(kChromiumOffer), {kUdp, kTcp}, true);
  const std::size_t options = place(lines, "a=ice-options:trickle");
  const std::size_t bundle = place(lines, "a=group:BUNDLE 0 1");
  const std::size_t medium = place(lines, "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126");
  const std::size_t mid = place(lines, "a=mid:0");
  const std::size_t ufrag = place(lines, "a=ice-ufrag:EsAw");
  const std::size_t pwd = place(lines, "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1");
  const std::size_t first = place(lines, "a=" + kUdp);
  const std::size_t second = place(lines, "a=" + kTcp);
  const std::size_t end = place(lines, "a=end-of-candidates");
  CHECK(lines.size() == 9);
  CHECK(options < medium);
  CHECK(bundle < medium);
  CHECK(mid == medium + 1);
  CHECK(pwd == ufrag + 1);
  CHECK(pwd < first);
  CHECK(mid < first);
  CHECK(second == first + 1);
  CHECK(end == lines.size() - 1);
}

TEST_CASE("the end of candidates is told only when there is one") {
  const Lines lines = fragment(crlf(kChromiumOffer), {kUdp}, false);
  CHECK(std::ranges::count(lines, "a=end-of-candidates") == 0);
  CHECK(lines.back() == "a=" + kUdp);
}

TEST_CASE("the end may come without candidates") {
  const Lines lines = fragment(crlf(kChromiumOffer), {}, true);
  CHECK(lines.back() == "a=end-of-candidates");
  CHECK(lines.size() == 7);
}

TEST_CASE("a fragment is for the first bundled medium alone", "[row 24]") {
  for (const std::string_view offer : {kChromiumOffer, kFirefoxOffer, kServerOffer}) {
    const Lines lines = fragment(offer, {kUdp}, true);
    CHECK(std::ranges::count_if(lines, [](const auto& l) { return l.starts_with("m="); }) == 1);
    CHECK(std::ranges::count_if(lines, [](const auto& l) { return l.starts_with("a=mid:"); }) == 1);
    CHECK(std::ranges::none_of(lines, [](const auto& l) { return l.starts_with("m=video"); }));
  }
}

// RFC 9143 section 7.2: the group's first identification tag names the offerer-tagged section,
// which need not be the first of the description.
TEST_CASE("the first bundled medium is the one that the group names first", "[row 24]") {
  const Lines lines = fragment(
      "v=0\r\na=group:BUNDLE b a\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:a\r\n"
      "a=ice-ufrag:ufr1\r\na=ice-pwd:pwd1\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:b\r\n"
      "a=ice-ufrag:ufr2\r\na=ice-pwd:pwd2\r\n",
      {kUdp}, false);
  place(lines, "m=video 9 UDP/TLS/RTP/SAVPF 96");
  place(lines, "a=mid:b");
  place(lines, "a=ice-ufrag:ufr2");
  place(lines, "a=ice-pwd:pwd2");
}

TEST_CASE("Firefox's offer gives its fragment too") {
  const Lines lines = fragment(kFirefoxOffer, {kUdp}, false);
  place(lines, "a=ice-options:trickle");
  place(lines, "a=group:BUNDLE 0 1");
  place(lines, "m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101");
  place(lines, "a=ice-ufrag:6fb5a1ac");
  place(lines, "a=ice-pwd:2ddc7b8ae1e6d1b3a3e1f9bd25e4e3d1");
}

TEST_CASE("credentials of the session serve its media") {
  const Lines lines = fragment(kLibdatachannelAnswer, {}, true);
  place(lines, "a=ice-ufrag:4Zcd");
  place(lines, "a=ice-pwd:2/1muCWoOi3uLifh0NuRHl");
}

TEST_CASE("what the offer does not say the fragment does not either") {
  const Lines lines = fragment(
      "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:v\r\na=ice-ufrag:abcd\r\na=ice-pwd:p\r\n",
      {kUdp}, false);
  for (const std::string& line : lines) {
    CAPTURE(line);
    CHECK_FALSE(line.starts_with("a=group"));
    CHECK_FALSE(line.starts_with("a=ice-options"));
    CHECK(line != "a=ice-lite");
    // Nothing of a whole description.
    CHECK((line.starts_with("a=") || line.starts_with("m=")));
  }
}

TEST_CASE("candidates worth sending are told from others") {
  const auto [candidate, sendable] = GENERATE(table<std::string, bool>({
      {kUdp, true},
      {kTcp, true},
      {"candidate:0 1 UDP 2122187007 2a3b.local 54321 typ host", true},
      {"candidate:a+/Z 1 udp 1 192.0.2.1 1 typ relay raddr 0.0.0.0 rport 0", true},
      // RTCP shares the transport (Firefox makes these).
      {"candidate:0 2 UDP 2122187006 192.0.2.1 54322 typ host", false},
      {"candidate:0 2 TCP 2105458942 192.0.2.1 9 typ host tcptype active", false},
      {"candidate:0 11 UDP 1 192.0.2.1 1 typ host", false},
      {"candidate:0 1x UDP 1 192.0.2.1 1 typ host", false},
      {"candidate:0 0 UDP 1 192.0.2.1 1 typ host", false},
      {"candidate:0  1 UDP 1 192.0.2.1 1 typ host", false},
      {"", false},
      {" ", false},
      {"candidate:", false},
      {"candidate:0", false},
      {"candidate", false},
      {"Candidate:0 1 UDP 1 192.0.2.1 1 typ host", false},
      {"a=candidate:0 1 UDP 1 192.0.2.1 1 typ host", false},
      {"mid:0", false},
      // Each would begin a line of its own, or break the message.
      {kUdp + "\r\na=ice-lite", false},
      {kUdp + "\n", false},
      {kUdp + "\r", false},
      {kUdp + std::string(1, '\0'), false},
      {"candidate:\t1 1 udp", false},
      {kUdp + "\x7f", false},
  }));
  CAPTURE(candidate);
  CHECK(is_sendable_candidate(candidate) == sendable);
}

// ---------------------------------------------------------------------------------------------
// The answer to an ICE restart (RFC 9725 section 4.3.3)

namespace {

const std::string kCredentials = "a=ice-ufrag:ysXw\r\na=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k\r\n";

}  // namespace

TEST_CASE("an answer to a restart is read wherever its lines stand") {
  const std::string medium = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n";
  const std::string candidate = "a=" + kUdp + "\r\n";
  const std::string text =
      GENERATE_COPY(kCredentials + medium + candidate, medium + kCredentials + candidate,
                    "a=ice-lite\r\n" + medium + candidate + kCredentials);
  const auto ice = parse_fragment(text);
  REQUIRE(ice);
  CHECK(ice->ufrag == "ysXw");
  CHECK(ice->pwd == "vw5LmwG4y/e6dPP/zAP9Gp5k");
  CHECK(ice->candidates == Lines{kUdp});
}

TEST_CASE("an answer to a restart without usable credentials is refused") {
  const std::string text = GENERATE(
      "", "a=ice-ufrag:ysXw\r\n", "a=ice-ufrag:abc\r\na=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k\r\n",
      "a=ice-ufrag:ysXw\r\na=ice-pwd:tooshort\r\n",
      "a=ice-ufrag:ys w\r\na=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k\r\n", "<!doctype html>");
  CAPTURE(text);
  const auto ice = parse_fragment(text);
  REQUIRE_FALSE(ice);
  CHECK(ice.error().code == ErrorCode::SignalNotSdp);
}

TEST_CASE("an answer to a restart has limits") {
  std::string many = kCredentials;
  for (int i = 0; i < 400; ++i) many += "a=" + kUdp + "\r\n";
  REQUIRE(parse_fragment(many));
  CHECK(parse_fragment(many)->candidates.size() == kMaxCandidates);
  for (int i = 0; i < 5000; ++i) many += "a=x\r\n";
  CHECK(parse_fragment(many).error().code == ErrorCode::SignalTooLarge);
  CHECK(parse_fragment(kCredentials + std::string(200'000, 'a')).error().code ==
        ErrorCode::SignalTooLarge);
}

TEST_CASE("a restart replaces credentials in all media and the whole set of candidates",
          "[row 28]") {
  const auto ice = parse_fragment(kCredentials + "a=" + kTcp + "\r\n");
  REQUIRE(ice);
  std::string answer = crlf(kChromiumOffer) + "a=" + kUdp + "\r\n";
  const std::string restarted = with_ice(answer, *ice);
  const auto sdp = parse_sdp(restarted);
  REQUIRE(sdp);
  REQUIRE(sdp->media.size() == parse_sdp(answer)->media.size());
  for (const SdpMedia& medium : sdp->media) {
    CHECK(medium.ice_ufrag == "ysXw");
    CHECK(medium.ice_pwd == "vw5LmwG4y/e6dPP/zAP9Gp5k");
  }
  CHECK(restarted.find(kUdp) == std::string::npos);
  CHECK(restarted.find("a=" + kTcp) < restarted.rfind("\r\nm="));
  CHECK(with_ice(restarted, *ice) == restarted);
}
