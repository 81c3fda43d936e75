#include "base/url.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

using namespace sluice;

TEST_CASE("an absolute URL is read into its parts") {
  const auto url = parse_url("HTTPS://Example.com:8443/a/./b/../c?x=1&y=2#part");
  REQUIRE(url);
  CHECK(url->scheme == "https");
  CHECK(url->host == "example.com");
  CHECK(url->port == 8443);
  CHECK(url->path == "/a/c");
  CHECK(url->query == "x=1&y=2");
  CHECK(url->text() == "https://example.com:8443/a/c?x=1&y=2");
}

TEST_CASE("the default port is known and not written") {
  CHECK(parse_url("http://a")->port == 80);
  CHECK(parse_url("https://a")->port == 443);
  CHECK(parse_url("https://a:443/")->text() == "https://a/");
  CHECK(parse_url("http://a:443/")->origin() == "http://a:443");
  CHECK(parse_url("http://[::1]:8088/x")->origin() == "http://[::1]:8088");
}

TEST_CASE("what is not a plain http URL is refused") {
  const std::string text =
      GENERATE(as<std::string>{}, "", "a", "//a/b", "ftp://a/", "javascript:alert(1)", "http:a",
               "http:/a", "http://", "http:///path", "http://user@host/", "http://user:pw@host/",
               "http://ho st/", "http://a/\r\nx", "http://a:0/", "http://a:65536/", "http://a:8x/",
               "http://a:80:80/", "http://[::1/", "http://[zz]/", "http://a_b..c/", "http://-a/",
               "http://1.2.3/", "http://1.2.3.256/", "http://%41/", "http://a<b/");
  CAPTURE(text);
  CHECK_FALSE(parse_url(text));
}

TEST_CASE("a WebSocket's URL may also be written as the http URL of its server") {
  const auto [text, written, port] = GENERATE(table<std::string, std::string, int>({
      {"wss://a/x?y=1#z", "wss://a/x?y=1", 443},
      {"https://a/x", "wss://a/x", 443},
      {"WSS://A", "wss://a/", 443},
      {"ws://a", "ws://a/", 80},
      {"http://a:80/x", "ws://a/x", 80},
      {"ws://a:443/", "ws://a:443/", 443},
      {"wss://a:80/", "wss://a:80/", 80},
      {"ws://[::1]:5080/live/../x", "ws://[::1]:5080/x", 5080},
  }));
  CAPTURE(text);
  const auto url = parse_socket_url(text);
  REQUIRE(url);
  CHECK(url->text() == written);
  CHECK(url->port == port);
  CHECK(parse_socket_url(url->text()) == url);
  CHECK_FALSE(parse_url(url->text()));  // and is none to fetch from
}

TEST_CASE("what is no plain WebSocket URL is refused") {
  const std::string text = GENERATE(
      as<std::string>{}, "", "a", "//a/b", "/x", "ftp://a/", "javascript:alert(1)", "wss:a",
      "wss:/a", "wss://", "wss:///path", "wss://user@host/", "wss://user:pw@host/", "wss://ho st/",
      "wss://a/\r\nx", "wss://a:0/", "wss://a:65536/", "wsss://a/", "ws ://a/", "http+ws://a/");
  CAPTURE(text);
  CHECK_FALSE(parse_socket_url(text));
  CHECK_FALSE(parse_socket_url("wss://a/" + std::string(kMaxUrlBytes, 'x')));
}

TEST_CASE("a URL past the limit is refused") {
  CHECK(parse_url("http://a/" + std::string(kMaxUrlBytes - 9, 'x')));
  CHECK_FALSE(parse_url("http://a/" + std::string(kMaxUrlBytes - 8, 'x')));
}

// RFC 3986 section 5.4, as far as http(s) and not the file-like oddities go.
TEST_CASE("references resolve as RFC 3986 lists them") {
  const Url base = *parse_url("http://a/b/c/d?q");
  const auto [reference, expected] = GENERATE(table<std::string, std::string>({
      {"g", "http://a/b/c/g"},      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},    {"/g", "http://a/g"},
      {"//g", "http://g/"},         {"?y", "http://a/b/c/d?y"},
      {"g?y", "http://a/b/c/g?y"},  {"g#s", "http://a/b/c/g"},
      {"", "http://a/b/c/d?q"},     {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},      {"..", "http://a/b/"},
      {"../g", "http://a/b/g"},     {"../..", "http://a/"},
      {"../../g", "http://a/g"},    {"../../../g", "http://a/g"},
      {"/../g", "http://a/g"},      {"g.", "http://a/b/c/g."},
      {"..g", "http://a/b/c/..g"},  {"./g/.", "http://a/b/c/g/"},
      {"g/../h", "http://a/b/c/h"}, {"https://z:444/x?k#f", "https://z:444/x?k"},
  }));
  CAPTURE(reference);
  const auto url = resolve_url(base, reference);
  REQUIRE(url);
  CHECK(url->text() == expected);
}

TEST_CASE("a reference that leaves http or smuggles something in is refused") {
  const Url base = *parse_url("https://a/b");
  const std::string reference = GENERATE(as<std::string>{}, "javascript:alert(1)", "data:,x",
                                         "//u@h/", "//", "/a\nb", "\\\\u@h\\x");
  CAPTURE(reference);
  CHECK_FALSE(resolve_url(base, reference));
}

TEST_CASE("hosts: names and addresses, nothing else") {
  for (const std::string host :
       {"a", "a.b", "a-b.c1", "localhost", "10.1.2.3", "[::1]", "[fe80::1]", "a_b.c", "a."}) {
    CAPTURE(host);
    CHECK(is_valid_host(host));
  }
  for (const std::string host :
       {"", ".", "a..b", ".a", "a:80", "a/b", "a b", "a@b", "1.2.3", "1.2.3.4.5", "256.1.1.1",
        "::1", "[]", "[1]", "a%2fb", "a\r\nb", "\xc3\xa9.com"}) {
    CAPTURE(host);
    CHECK_FALSE(is_valid_host(host));
  }
  CHECK_FALSE(is_valid_host(std::string(254, 'a')));
  CHECK_FALSE(is_valid_host(std::string(64, 'a')));
}

TEST_CASE("loopback hosts are told from others") {
  for (const char* host :
       {"localhost", "LOCALHOST", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]"})
    CHECK(is_loopback_host(host));
  for (const char* host : {"localhost.com", "128.0.0.1", "127.0.0.1.com", "[::2]", "10.0.0.1"})
    CHECK_FALSE(is_loopback_host(host));
}

TEST_CASE("percent-encoding leaves only unreserved characters") {
  CHECK(percent_encode("aZ09-._~") == "aZ09-._~");
  CHECK(percent_encode("a b&c=d/e?f#g%h+i") == "a%20b%26c%3Dd%2Fe%3Ff%23g%25h%2Bi");
  CHECK(percent_encode("\xc3\xa9\r\n") == "%C3%A9%0D%0A");
  Url url = *parse_url("http://a/");
  url.add_query("k 1", "a&b");
  url.add_query("l", "");
  CHECK(url.text() == "http://a/?k%201=a%26b&l=");
}

TEST_CASE("an IPv4 address has no leading zeros, which some read as octal") {
  for (const char* host : {"010.1.2.3", "1.02.3.4", "127.0.0.001", "00.0.0.0"}) {
    CAPTURE(host);
    CHECK_FALSE(is_valid_host(host));
    CHECK_FALSE(is_loopback_host(host));
  }
  CHECK(is_valid_host("0.0.0.0"));
}

// RFC 4291 section 2.2
TEST_CASE("a bracketed host is a whole IPv6 address") {
  for (const char* host :
       {"[::]", "[::1]", "[1::]", "[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7::]", "[::2:3:4:5:6:7:8]",
        "[2001:DB8::ff00:42:8329]", "[::ffff:192.0.2.1]", "[1:2:3:4:5:6:192.0.2.1]"}) {
    CAPTURE(host);
    CHECK(is_valid_host(host));
  }
  for (const char* host :
       {"[:]", "[:::]", "[1:2]", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]", "[1::2::3]", "[:1::2]",
        "[1::2:]", "[12345::]", "[::1.2.3]", "[::1.2.3.256]", "[1.2.3.4::]", "[1.2.3.4]", "[....]",
        "[::g]", "[::1%25eth0]", "[::1", "[[::1]]", "[1:2:3:4:5:6:7:192.0.2.1]"}) {
    CAPTURE(host);
    CHECK_FALSE(is_valid_host(host));
  }
}

TEST_CASE("what is written is within the limit, so that it can be read again") {
  // Written, it has a path.
  CHECK(parse_url("http://a?" + std::string(kMaxUrlBytes - 10, 'x')));
  CHECK_FALSE(parse_url("http://a?" + std::string(kMaxUrlBytes - 9, 'x')));
  const Url base = *parse_url("http://a/" + std::string(kMaxUrlBytes / 2, 'x') + "/y");
  CHECK_FALSE(resolve_url(base, std::string(kMaxUrlBytes / 2, 'z')));
  CHECK(resolve_url(base, "/" + std::string(kMaxUrlBytes / 2, 'z')));
}

TEST_CASE("a URL that is read, written and read again stays the same") {
  for (const char* text : {"http://a", "http://a/?", "http://a?b", "https://A:443/%2F/%e9?x=%26#f",
                           "http://a//b//", "http://a/..//../b", "http://[::1]:80/",
                           "http://a./;p=1", "http://a:/x", "http://a:00080/"}) {
    CAPTURE(text);
    const auto url = parse_url(text);
    REQUIRE(url);
    CHECK(parse_url(url->text()) == url);
  }
}
