// Stand-ins: what is nobody's business is gone, and what is done to a text is done to its stand-in
// alike.

#include "recording/stand_ins.hpp"

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "base/address_shape.hpp"
#include "base/json.hpp"
#include "base/redact.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "recording/vocabulary.hpp"

using namespace sluice;
using namespace sluice::recording;

namespace {

constexpr Key kKey{0x0123456789abcdef, 0xfedcba9876543210};

// What is found in the field: names, tokens, addresses, descriptions, messages.
constexpr std::string_view kTexts[] = {
    "media.example-company.com",
    "https://sm.acme.io:8443/live/room7?token=opensesame&x=%C3%A9%20caf%C3%A9",
    "a=candidate:842163049 1 udp 1677729535 203.0.113.77 46154 typ srflx raddr 192.168.1.17 rport "
    "46154",
    "a=fingerprint:sha-256 19:E2:1C:3B:4B:9F:81:E6:B8:5C:F4:A5:A8:D8:73:04:BB:05:2F:70:9F:04:A9:0E",
    "fe80::1c2d:3eff:fe4f:5a6b fd12:3456:789a::1 2001:db8:85a3::8a2e:370:7334 ::1 ::ffff:10.1.2.3",
    "a=ice-ufrag:x7Fq\r\na=ice-pwd:9d+/asDfgHjklQwertyUiop1\r\n",
    R"({"data":{"sdp":{"type":"offer","sdp":"v=0\r\no=- 1 1 IN IP4 10.2.3.4\r\na=ice-ufrag:rt\/Q\r\n"}}})",
    R"({"name":"caf\u00e9 \ud83d\ude00","path":"C:\\new\\tables"})",
    "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc_DEF-123",
    "mytoken=abc password: \"hunter2\" username:bob",
    "stream-ä日本😀-x",
    "100%2541 50%25 a%252Fb%2Fc",
    "User Bob's Stream starting",
    "NetStream.Publish.BadName: Acme_7 is taken",
    "0.0.0.0 127.0.0.1 10.0.0.5 172.16.4.4 100.64.3.2 8.8.8.8 1.2.3.4.5 999.1.1.1",
    "\xff\xfe broken \xc3",
    "",
};

}  // namespace

TEST_CASE("a stand-in is as long as its text, and the same each time") {
  StandIns stand_ins(kKey);
  StandIns others(Key{1, 2});
  for (const std::string_view text : kTexts) {
    INFO(text);
    const std::string first = stand_ins.of(text);
    CHECK(first.size() == text.size());
    CHECK(stand_ins.of(text) == first);
    CHECK(StandIns(kKey).of(text) == first);
  }
  CHECK(stand_ins.of("media.acme.com") != others.of("media.acme.com"));
}

TEST_CASE("what is nobody's business does not come out again") {
  StandIns stand_ins(kKey);
  for (const std::string_view secret :
       {"opensesame", "acme", "company", "hunter2", "203.0.113.77", "192.168.1.17", "x7Fq",
        "asDfgHjklQwertyUiop1", "eyJhbGciOiJIUzI1NiJ9", "Bob", "caf\\u00e9", "%C3%A9", "日本",
        "room7", "85a3", "1C:3B:4B"}) {
    for (const std::string_view text : kTexts) {
      INFO(secret << " in " << text);
      CHECK(stand_ins.of(text).find(secret) == std::string::npos);
    }
  }
}

TEST_CASE("the core's own words stay, and what protocols say") {
  StandIns stand_ins(kKey);
  for (const std::string_view text :
       {"NetStream.Publish.BadName", "the server did not answer in time", "a=rtcp-mux-only",
        "a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid", "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "application/trickle-ice-sdpfrag", "rel=\"ice-server\"", R"({"isAvailable":true,"n":1e5})",
        "subscriber-0123456789abcdef", "https://localhost:8443/live", "127.0.0.1", "::1"})
    CHECK(stand_ins.of(text) == text);
}

TEST_CASE("an address stays one, of its class and length") {
  StandIns stand_ins(kKey);
  for (const auto& [address, prefix] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"192.168.17.5", "192.168."},
           {"10.250.3.44", "10."},
           {"172.16.9.200", "172.16."},
           {"100.64.9.9", "100.64."},
           {"169.254.77.1", "169.254."},
           {"fe80::aaaa:bbbb:cccc:dddd", "fe80::"},
           {"fd00:1234:5678::9", "fd"},
           {"2001:4860:4860:1:2:3:4:8888", "2"}}) {
    INFO(address);
    const std::string stand_in = stand_ins.of(address);
    CHECK(stand_in != address);
    CHECK(stand_in.starts_with(prefix));
    CHECK(stand_in.size() == address.size());
    const bool is_ipv4 = ipv4_length(address) > 0;
    CHECK((is_ipv4 ? ipv4_length(stand_in) : ipv6_length(stand_in)) == address.size());
    if (is_ipv4) CHECK(is_valid_host(stand_in));
  }
  const std::string open = stand_ins.of("203.10.20.30");
  CHECK(open != "203.10.20.30");
  for (const std::string_view special : {"10.", "127.", "169.254.", "172.", "192.168.", "100.64."})
    CHECK(!open.starts_with(special));
}

TEST_CASE("different words get different stand-ins, and none that means something") {
  StandIns stand_ins(kKey);
  std::set<std::string> seen;
  std::size_t words = 0;
  for (char a = 'a'; a <= 'z'; ++a) {
    for (char b = '0'; b <= '9'; ++b) {
      for (char c = 'a'; c <= 'z'; ++c) {
        const std::string word{a, b, c};
        if (kCoreWords.find(word) != std::string_view::npos ||
            kKnownWords.find(word) != std::string_view::npos)
          continue;
        ++words;
        seen.insert(stand_ins.of(word));
      }
    }
  }
  CHECK(words > 6'000);
  CHECK(seen.size() == words);
}

TEST_CASE("a stand-in in other letters is that of the word in other letters") {
  StandIns stand_ins(kKey);
  for (const std::string_view text : kTexts) {
    INFO(text);
    // The digits of an encoding may be in either case.
    CHECK(lowercase(stand_ins.of(text)) == lowercase(stand_ins.of(lowercase(text))));
  }
}

TEST_CASE("encoded, escaped, decoded or redacted, it is the stand-in of what the text is then") {
  StandIns stand_ins(kKey);
  for (const std::string_view text : kTexts) {
    INFO(text);
    CHECK(percent_encode(stand_ins.of(text)) == stand_ins.of(percent_encode(text)));
    CHECK(percent_encode(percent_encode(stand_ins.of(text))) ==
          stand_ins.of(percent_encode(percent_encode(text))));
    CHECK(json_string(stand_ins.of(text)) == stand_ins.of(json_string(text)));
    CHECK(json_string(json_string(stand_ins.of(text))) ==
          stand_ins.of(json_string(json_string(text))));
    CHECK(redact(stand_ins.of(text)) == stand_ins.of(redact(text)));
    const auto json = parse_json(text);
    const auto replaced = parse_json(stand_ins.of(text));
    REQUIRE(json.has_value() == replaced.has_value());
    if (!json) continue;
    for (const auto& [key, value] : *json->object()) {
      const Json* found = replaced->find(stand_ins.of(key));
      REQUIRE(found);
      if (value.string()) CHECK(*found->string() == stand_ins.of(*value.string()));
    }
  }
}

TEST_CASE("pieces have the stand-ins that they have in the whole") {
  StandIns stand_ins(kKey);
  for (const std::string_view text : kTexts) {
    INFO(text);
    std::string joined;
    std::string_view rest = text;
    while (!rest.empty()) {
      joined.append(stand_ins.of(next_piece(rest, ' ')));
      if (!rest.empty() || text.ends_with(' ')) joined.push_back(' ');
    }
    CHECK(joined == stand_ins.of(text));
  }
}

TEST_CASE("what is a secret by its place is replaced even if it is a number or a usual word") {
  StandIns stand_ins(kKey);
  CHECK(stand_ins.of("id 4711 and the user video") == "id 4711 and the user video");
  stand_ins.learn("4711");
  stand_ins.learn("opus-video.example");
  const std::string text = stand_ins.of("4711 opus");
  CHECK(text.find("4711") == std::string::npos);
  CHECK(text.find("opus") == std::string::npos);
  const Json number = stand_ins.of(Json(4711.0));
  CHECK(number.number() != 4711.0);
  CHECK(stand_ins.of(Json(4712.0)).number() == 4712.0);
}

TEST_CASE("what may be a port has another one as its stand-in, each its own") {
  std::set<std::string> seen;
  for (int port = 65'000; port < 66'000; ++port) {
    const std::string text = std::to_string(port);
    StandIns stand_ins(kKey);
    stand_ins.learn(text);
    const std::string stand_in = stand_ins.of(text);
    CHECK(stand_in != text);
    CHECK((stand_in <= "65535") == (port <= 65'535));
    seen.insert(stand_in);
  }
  CHECK(seen.size() == 1'000);
}

TEST_CASE("a name of several words is replaced even if each is one of the core's") {
  StandIns stand_ins(kKey);
  stand_ins.learn("another-name");
  const std::string name = stand_ins.of("another-name");
  CHECK(name.find("another") == std::string::npos);
  CHECK(stand_ins.of("/live/another-name?x=1") == concat("/live/", name, "?x=1"));
  CHECK(stand_ins.of("another name") == "another name");
  CHECK(percent_encode(name) == stand_ins.of(percent_encode("another-name")));
}

TEST_CASE("a text of lines is the same in JSON and out of it") {
  StandIns stand_ins(kKey);
  stand_ins.learn("one\nanother?third");
  const Json value = stand_ins.of(Json(std::string("one\nanother?third")));
  const auto parsed = parse_json(stand_ins.of(R"({"lines":"one\nanother?third"})"));
  REQUIRE(parsed);
  REQUIRE(value.string());
  const Json* lines = parsed->find("lines");
  REQUIRE((lines && lines->string()));
  CHECK(*lines->string() == *value.string());
}
