#include "base/redact.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/text.hpp"

using namespace sluice;

namespace {

bool holds(std::string_view text, std::string_view piece) {
  return text.find(piece) != std::string_view::npos;
}

// A text and the pieces of it that nobody may see.
struct Case {
  std::string text;
  std::vector<std::string> secrets;
};

void check_hidden(const Case& row) {
  const std::string shown = redact(row.text);
  CAPTURE(row.text, shown);
  for (const std::string& secret : row.secrets) {
    CAPTURE(secret);
    CHECK_FALSE(holds(shown, secret));
  }
  CHECK_FALSE(has_control(shown));
}

}  // namespace

TEST_CASE("ordinary sentences survive as they are") {
  const std::string text = GENERATE(
      as<std::string>{}, "", "The stream is not there yet.", "Stream 'room 1' not found (404)",
      "Too many publishers: 5 of 5", "The token has expired.", "Invalid token",
      "the password is wrong", "codec=H264, profile 42e01f", "Try again in 3.5 seconds",
      "version 1.2.3", "a, b; c | d & e = f", "Cafe\xcc\x81 \xe2\x82\xac",
      "at 12:34:56 the server stopped", "2026-01-31T12:34:56Z", "std::string", "ratio 4:3",
      "https://example.com/live/whip/endpoint/stream1", "{\"error\":\"no such stream\"}",
      "m=video 9 UDP/TLS/RTP/SAVPF 96", "No space left on node eu-west-1");
  CAPTURE(text);
  CHECK(redact(text) == text);
}

TEST_CASE("a value behind a secret word is hidden") {
  const auto row = GENERATE(values<Case>({
      {"token=s3cr3t", {"s3cr3t"}},
      {"token: s3cr3t", {"s3cr3t"}},
      {"token = s3cr3t", {"s3cr3t"}},
      {"TOKEN=s3cr3t", {"s3cr3t"}},
      {"access_token=s3cr3t;x", {"s3cr3t"}},
      {"password:s3cr3t", {"s3cr3t"}},
      {"Client-Secret: s3cr3t", {"s3cr3t"}},
      {"credential=\"s3cr3t\"", {"s3cr3t"}},
      {"username='s3cr3t'", {"s3cr3t"}},
      {"signature=s3cr3t&x=1", {"s3cr3t"}},
      {"x-auth: s3cr3t", {"s3cr3t"}},
      {"the token\t=\ts3cr3t", {"s3cr3t"}},
      {"token=s3cr3t\npassword=pw0rd", {"s3cr3t", "pw0rd"}},
  }));
  check_hidden(row);
}

TEST_CASE("what stands around a hidden value stays readable") {
  CHECK(redact("user bob, token=abc, room 7") == "user bob, token=<hidden>, room 7");
  CHECK(redact("Authorization: Bearer abc.def-ghi") == "Authorization: Bearer <hidden>");
  CHECK(redact(R"({"token":"abc","room":"x"})") == R"({"token":"<hidden>","room":"x"})");
  CHECK(redact("from 10.1.2.3 to 10.1.2.4:5000") == "from <ip> to <ip>:5000");
  CHECK(redact("see https://example.com/a?b=c now") == "see https://example.com/a?<hidden> now");
}

TEST_CASE("HTTP authentication is hidden, whatever its scheme") {
  const auto row = GENERATE(values<Case>({
      {"Authorization: Bearer eyJhbGciOi.J9.x-y_z", {"eyJhbGciOi", "J9", "x-y_z"}},
      {"authorization: bearer s3cr3t==", {"s3cr3t"}},
      {"Authorization: Basic dXNlcjpwdw==", {"dXNlcjpwdw"}},
      {"Bearer s3cr3t", {"s3cr3t"}},
      {"Authorization: Token s3cr3t", {"s3cr3t"}},
      {"Invalid bearer token: s3cr3t", {"s3cr3t"}},
      {"Bearer token=s3cr3t", {"s3cr3t"}},
      {"token: Bearer s3cr3t", {"s3cr3t"}},
      {"Bearer Bearer s3cr3t", {"s3cr3t"}},
      {"'Authorization': 'Bearer s3cr3t'", {"s3cr3t"}},
      {"Proxy-Authorization: Basic s3cr3t", {"s3cr3t"}},
  }));
  check_hidden(row);
}

TEST_CASE("JSON members with secret names are hidden") {
  const auto row = GENERATE(values<Case>({
      {R"({"token":"s3cr3t"})", {"s3cr3t"}},
      {R"({ "token" : "s3cr3t" })", {"s3cr3t"}},
      {R"({"accessToken":"s3cr3t","n":1})", {"s3cr3t"}},
      {R"({"username":"alice","password":"s3cr3t"})", {"alice", "s3cr3t"}},
      {R"({"token":12345678})", {"12345678"}},
      // An empty value must not take the place of the next one.
      {R"({"token":"","password":"s3cr3t"})", {"s3cr3t"}},
      {R"x({"password":"two words, (three)"})x", {"two", "words", "three"}},
      {R"({"password":"a=b&c;d"})", {"a=b", "c;d", "&c"}},
      {R"({"password":"x\"s3cr3t"})", {"s3cr3t"}},
      {R"({"credential":["s3cr3t"]})", {"s3cr3t"}},
  }));
  check_hidden(row);
}

TEST_CASE("URLs lose their query and their user information") {
  const auto row = GENERATE(values<Case>({
      {"https://example.com/a?x=s3cr3t", {"s3cr3t"}},
      {"https://example.com?s3cr3t", {"s3cr3t"}},
      {"https://example.com/a?x=1&y=s3cr3t#z", {"s3cr3t"}},
      {"wss://example.com/a?id=s3cr3t", {"s3cr3t"}},
      {"GET 'https://example.com/a?x=s3cr3t'", {"s3cr3t"}},
      {"<https://example.com/a?x=s3cr3t>", {"s3cr3t"}},
      // encodeURIComponent leaves these as they are.
      {"https://example.com/a?x=1's3cr3t", {"s3cr3t"}},
      {"https://example.com/a?x=(1)s3cr3t!", {"s3cr3t"}},
      {"https://example.com/a?x=1?y=s3cr3t", {"s3cr3t"}},
      {"https://example.com/?token=&password=s3cr3t", {"s3cr3t"}},
      {"/whip/endpoint/x?token=s3cr3t", {"s3cr3t"}},
      {"/whip/endpoint/x?token=&password=s3cr3t", {"s3cr3t"}},
      {"https://alice:s3cr3t@example.com/", {"alice", "s3cr3t"}},
      {"https://s3cr3t@example.com", {"s3cr3t"}},
      {"https://a:s3@cr3t@example.com/", {"s3@", "cr3t"}},
      {"https://a:s'cr3t@example.com/", {"cr3t"}},
      {"a=https://u:s3cr3t@b/ b=https://u:w0rd@c/", {"s3cr3t", "w0rd"}},
      {"https://example.com/cb#access_token=s3cr3t", {"s3cr3t"}},
  }));
  check_hidden(row);
}

TEST_CASE("IPv4 addresses are hidden") {
  const auto row = GENERATE(values<Case>({
      {"10.1.2.3", {"10.1"}},
      {"at 10.1.2.3.", {"10.1"}},
      {"10.1.2.3:8443", {"10.1"}},
      {"(10.1.2.3)", {"10.1"}},
      {"[10.1.2.3]", {"10.1"}},
      {"host=10.1.2.3;x", {"10.1"}},
      {"10.1.2.3/24", {"10.1"}},
      {"\"10.1.2.3\"", {"10.1"}},
      {"10.1.2.3\r\n", {"10.1"}},
      // The way Java prints a socket's address.
      {"Connection refused: node/10.1.2.3:5080", {"10.1"}},
      {"/10.1.2.3:5080", {"10.1"}},
      {"https://10.1.2.3/live", {"10.1"}},
      {"https://10.1.2.3:5443/live", {"10.1"}},
      {"http://10.1.2.3", {"10.1"}},
      {"https://u:p@10.1.2.3/live", {"10.1"}},
      {"turn:10.1.2.3?transport=udp", {"10.1"}},
      {"10.1.2.3-10.1.2.9", {"10.1"}},
      {"user@10.1.2.3", {"10.1"}},
      {"255.255.255.255, 1.2.3.4", {"255", "1.2"}},
      {"c=IN IP4 10.1.2.3\\r\\nt=0 0", {"10.1"}},
  }));
  check_hidden(row);
}

TEST_CASE("IPv6 addresses are hidden") {
  const auto row = GENERATE(values<Case>({
      {"2001:db8:1:2:3:4:5:6", {"2001", "db8"}},
      {"2001:db8::7", {"2001", "db8", "::7"}},
      {"2001:DB8::BEEF", {"DB8", "BEEF"}},
      {"addr fe80::1%eth0", {"fe80"}},
      {"::1", {"::1"}},
      {"::ffff:10.1.2.3", {"10.1", "ffff"}},
      {"c=IN IP6 2001:db8::7", {"2001", "db8", "::7"}},
      {"[2001:db8::7]", {"2001", "db8", "::7"}},
      {"[2001:db8::7]:443", {"2001", "db8", "::7"}},
      {"https://[2001:db8::7]/a", {"2001", "db8", "::7"}},
      {"https://[2001:db8::7]:8443/a", {"2001", "db8", "::7"}},
      {"node/2001:db8::7", {"2001", "db8", "::7"}},
      {"ip=2001:db8::7,", {"2001", "db8", "::7"}},
      {"/[2001:db8:0:0:0:0:0:7]:5080", {"2001", "db8"}},
  }));
  check_hidden(row);
}

TEST_CASE("ICE credentials and candidates' addresses are hidden") {
  const auto row = GENERATE(values<Case>({
      {"a=ice-ufrag:EsAw", {"EsAw"}},
      {"a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1", {"P2uYro0UCOQ4zxjKXaWCBui1"}},
      {"a=ice-pwd:P2u+ro0/COQ4", {"P2u", "ro0", "COQ4"}},
      {"v=0\r\na=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0U\r\na=mid:0\r\n", {"EsAw", "P2uYro0U"}},
      {"v=0\\r\\na=ice-ufrag:EsAw\\r\\na=ice-pwd:P2uYro0U\\r\\na=mid:0", {"EsAw", "P2uYro0U"}},
      {"candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host", {"192.0"}},
      {"a=candidate:1 1 udp 1686052607 203.0.113.5 61764 typ srflx raddr 192.0.2.1 rport 9",
       {"203.0", "192.0"}},
      {"candidate:1 1 tcp 1518280447 2001:db8::5 9 typ host tcptype active", {"2001", "::5"}},
      {"candidate:1 1 udp 1 192.0.2.1 9 typ host generation 0 ufrag EsAw network-id 1", {"EsAw"}},
      {"o=- 4611731400430051336 2 IN IP4 192.0.2.1", {"192.0"}},
      {"<turn:192.0.2.1:3478>; username=\"alice\"; credential=\"pa55\"",
       {"192.0", "alice", "pa55"}},
  }));
  check_hidden(row);
}

TEST_CASE("control characters become spaces") {
  CHECK(redact("a\r\nb\tc") == "a  b c");
  CHECK(redact(std::string("a\0b\x1b[31m\x7f", 8)) == "a b [31m");
}

TEST_CASE("text is cut at the bound and says so") {
  CHECK(redact(std::string(kMaxLogBytes, 'x')) == std::string(kMaxLogBytes, 'x'));
  CHECK(redact(std::string(kMaxLogBytes + 1, 'x')) == std::string(kMaxLogBytes, 'x') + "...");
  const std::string words = [] {
    std::string out;
    while (out.size() < 10 * kMaxLogBytes) out.append("word ");
    return out;
  }();
  const std::string shown = redact(words);
  CHECK(shown.size() == kMaxLogBytes + 3);
  CHECK(shown.ends_with("..."));
}

TEST_CASE("the cut never goes through a character") {
  for (std::size_t lead = 0; lead < 4; ++lead) {
    std::string text(lead, 'x');
    while (text.size() < 2 * kMaxLogBytes) text.append("\xf0\x9f\x98\x80");
    const std::string shown = redact(text);
    REQUIRE(shown.ends_with("..."));
    CHECK((shown.size() - 3 - lead) % 4 == 0);
  }
}

TEST_CASE("the bound holds for texts that grow by being redacted") {
  std::string text;
  while (text.size() < 3000) text.append("::;");
  CHECK(redact(text).size() <= kMaxLogBytes + 3);
  text.clear();
  while (text.size() < 3000) text.append("token=a ");
  CHECK(redact(text).size() <= kMaxLogBytes + 3);
}

TEST_CASE("a secret across the bound is not shown in part") {
  for (std::size_t lead = kMaxLogBytes - 60; lead < kMaxLogBytes + 4; ++lead) {
    const std::string text = std::string(lead, '.') + " https://u:s3cr3t@a/?k=s3cr3t token=s3cr3t";
    const std::string shown = redact(text);
    CAPTURE(lead, shown);
    CHECK_FALSE(holds(shown, "s3c"));
  }
}

TEST_CASE("a long hostile text is redacted in a time that grows with it alone") {
  // Each would take minutes if any step read the whole rest again.
  for (const std::string_view piece :
       {":", "a", "a:", "://", "?", "1.", "token", "\"", "\n", "="}) {
    std::string text;
    while (text.size() < 1'000'000) text.append(piece);
    CAPTURE(piece);
    CHECK(redact(text).size() <= kMaxLogBytes + 3);
  }
}

// ---------------------------------------------------------------------------------------------
// Random texts with a secret planted in them

namespace {

template <class T, std::size_t N>
const T& pick(Random& random, const std::array<T, N>& from) {
  return from[random.below(N)];
}

std::string random_of(Random& random, std::string_view alphabet, std::size_t least,
                      std::size_t most) {
  std::string out;
  const std::size_t length = least + random.below(most - least + 1);
  while (out.size() < length) out.push_back(alphabet[random.below(alphabet.size())]);
  return out;
}

std::string noise(Random& random) {
  constexpr std::array<std::string_view, 34> pieces{
      "the ",   "server ", "said", " ",    "  ", ": ", "=",     "\"",
      ",",      "{",       "}",    "\r\n", "\t", "a=", "mid:0", "https://example.com/x",
      "://",    "?",       "&",    "'",    "(",  ")",  "token", "bearer",
      "Basic ", "1.2.3.4", "::1",  "/",    "[",  "]",  "\\n",   "\xc3\xa9",
      "auth",   "@"};
  std::string out;
  for (std::uint64_t i = random.below(9); i > 0; --i) out.append(pick(random, pieces));
  return out;
}

// The secret's core: long enough not to turn up by chance.
std::string secret_core(Random& random) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+";
  return "Zq" + random_of(random, alphabet, 6, 40) + "qZ";
}

Case planted(Random& random) {
  const std::string core = secret_core(random);
  constexpr std::array<std::string_view, 8> words{"token",     "access_token", "Password",
                                                  "secret",    "credential",   "username",
                                                  "signature", "X-Auth"};
  const std::string word(pick(random, words));
  const auto octet = [&random] { return std::to_string(random.below(256)); };
  switch (random.below(11)) {
    case 0:
      return {word + "=" + core, {core}};
    case 1:
      return {word + ": " + core, {core}};
    case 2:
      return {"Authorization: Bearer " + core, {core}};
    case 3:
      return {"Authorization: Basic " + core + "==", {core}};
    case 4:
      return {"\"" + word + "\":\"" + core + "\"", {core}};
    case 5:
      return {"https://example.com/a?k=v&" + word + "=" + core, {core}};
    case 6:
      return {"https://user:" + core + "@example.com/a", {core}};
    case 7:
      return {"\r\na=ice-pwd:" + core + "\r\na=ice-ufrag:" + core + "\r\n", {core}};
    case 8: {
      const std::string ip = octet() + "." + octet() + "." + octet() + "." + octet();
      constexpr std::array<std::string_view, 7> before{" ", "/", "://", "[", "(", "\"", "IP4 "};
      constexpr std::array<std::string_view, 8> after{" ", ":443", "/x", "]",
                                                      ")", "\"",   ".",  "\r\n"};
      return {std::string(pick(random, before)) + ip + std::string(pick(random, after)), {ip}};
    }
    case 9: {
      const std::string ip = "2001:db8:" + random_of(random, "0123456789abcdef", 4, 4) +
                             "::" + random_of(random, "0123456789abcdef", 4, 4);
      constexpr std::array<std::string_view, 5> before{" ", "[", "://[", "(", "IP6 "};
      constexpr std::array<std::string_view, 5> after{" ", "]:443", "]", ")", "\r\n"};
      return {std::string(pick(random, before)) + ip + std::string(pick(random, after)),
              {ip, ip.substr(9, 4) + "::"}};
    }
    default: {
      const std::string ip = octet() + "." + octet() + "." + octet() + "." + octet();
      return {" a=candidate:1 1 udp 2122260223 " + ip + " 61764 typ host ", {ip}};
    }
  }
}

}  // namespace

TEST_CASE("a planted secret never comes out, whatever stands around it") {
  constexpr std::uint64_t seeds = 20'000;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    Random random(seed);
    Case secret = planted(random);
    // Blanks around it, so that the noise does not turn it into something else.
    const std::string text = noise(random) + " " + secret.text + " " + noise(random);
    const std::string shown = redact(text);
    const bool leaked =
        std::ranges::any_of(secret.secrets, [&](const auto& piece) { return holds(shown, piece); });
    if (leaked || has_control(shown) || shown.size() > kMaxLogBytes + 3) {
      CAPTURE(seed, text, shown);
      FAIL("the text shows what it must hide");
    }
  }
}
