#include "signal/link.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>
#include <vector>

using namespace sluice;

namespace {

std::vector<std::string> targets(std::string_view header, const LinkLimits& limits = {}) {
  std::vector<std::string> out;
  for (const Link& link : parse_links(header, limits)) out.push_back(link.target);
  return out;
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out.append(piece);
  return out;
}

using Targets = std::vector<std::string>;

}  // namespace

// The example of RFC 9725 section 4.6.
TEST_CASE("the ICE servers of the standard's example are read", "[row 39]") {
  const std::string header =
      "<stun:stun.example.net>; rel=\"ice-server\", "
      "<turn:turn.example.net?transport=udp>; rel=\"ice-server\"; "
      "username=\"user\"; credential=\"myPassword\"; credential-type=\"password\", "
      "<turn:turn.example.net?transport=tcp>; rel=\"ice-server\"; "
      "username=\"user\"; credential=\"myPassword\"; credential-type=\"password\", "
      "<turns:turn.example.net?transport=tcp>; rel=\"ice-server\"; "
      "username=\"user\"; credential=\"myPassword\"; credential-type=\"password\"";
  const std::vector<IceServer> expected{
      {"stun:stun.example.net", "", ""},
      {"turn:turn.example.net?transport=udp", "user", "myPassword"},
      {"turn:turn.example.net?transport=tcp", "user", "myPassword"},
      {"turns:turn.example.net?transport=tcp", "user", "myPassword"},
  };
  CHECK(ice_servers(header) == expected);
}

TEST_CASE("a link has a target and parameters in any order") {
  const auto links = parse_links("<a>; b=1 ;\tC=\"2\";d");
  REQUIRE(links.size() == 1);
  CHECK(links[0].target == "a");
  REQUIRE(links[0].params.size() == 3);
  CHECK(*links[0].param("b") == "1");
  CHECK(*links[0].param("c") == "2");
  CHECK(*links[0].param("d") == "");
  CHECK(links[0].param("C") == nullptr);
  CHECK(links[0].param("e") == nullptr);
}

TEST_CASE("the place of rel among the parameters does not matter") {
  const std::string header =
      GENERATE(as<std::string>{}, "<turn:t>;rel=\"ice-server\";username=\"u\";credential=\"c\"",
               "<turn:t>; username=\"u\"; rel=ice-server; credential=\"c\"",
               "<turn:t>; credential=\"c\"; username=\"u\"; rel=\"ice-server\"",
               "  <turn:t>  ;  REL = \"ICE-Server\" ; UserName = u ; CREDENTIAL = c ",
               "<turn:t>\t;\trel=\"ice-server\"\t;\tusername=\"u\"\t;\tcredential=\"c\"",
               "<turn:t>;;rel=\"ice-server\";; username=u;credential=c;");
  CAPTURE(header);
  CHECK(ice_servers(header) == std::vector<IceServer>{{"turn:t", "u", "c"}});
}

TEST_CASE("quoted values may hold what separates links and parameters") {
  const auto links = parse_links(R"(<a>; x="1, <b>; y=2"; z="=", <c>; t="\"q\" \\ \,")");
  REQUIRE(links.size() == 2);
  CHECK(*links[0].param("x") == "1, <b>; y=2");
  CHECK(*links[0].param("z") == "=");
  CHECK(links[0].param("y") == nullptr);
  CHECK(links[1].target == "c");
  CHECK(*links[1].param("t") == R"("q" \ ,)");
}

TEST_CASE("targets may hold what separates links and parameters") {
  CHECK(targets("<http://a/?b,c;d=\"e\">; rel=x, <f>") == Targets{"http://a/?b,c;d=\"e\"", "f"});
}

TEST_CASE("several links share a header, with or without blanks", "[row 39]") {
  CHECK(targets("<a>,<b>, <c>\t,\t<d>") == Targets{"a", "b", "c", "d"});
  CHECK(targets("<a>;rel=x,<b>;rel=\"y\",<c>") == Targets{"a", "b", "c"});
  CHECK(targets("<>; rel=x, < b >") == Targets{"", "b"});
}

// RFC 9110 section 5.6.1.2: a recipient must take empty elements of a list and ignore them.
TEST_CASE("empty elements of the list are passed over") {
  CHECK(targets(", <a>,, <b> , ,<c>,") == Targets{"a", "b", "c"});
}

TEST_CASE("one rel may name several relations") {
  const auto links = parse_links("<a>; rel=\"next ice-server  other\"");
  REQUIRE(links.size() == 1);
  CHECK(links[0].has_rel("ice-server"));
  CHECK(links[0].has_rel("ICE-SERVER"));
  CHECK(links[0].has_rel("next"));
  CHECK(links[0].has_rel("other"));
  CHECK_FALSE(links[0].has_rel("ice"));
  CHECK_FALSE(links[0].has_rel("ice-server other"));
  CHECK_FALSE(parse_links("<a>; title=\"ice-server\"")[0].has_rel("ice-server"));
  CHECK_FALSE(parse_links("<a>; rev=\"ice-server\"")[0].has_rel("ice-server"));
  CHECK_FALSE(parse_links("<a>")[0].has_rel("ice-server"));
}

// RFC 8288 section 3: occurrences after the first MUST be ignored.
TEST_CASE("the first of equal parameters counts") {
  const auto links = parse_links("<a>; rel=first; rel=ice-server; x=1; X=2");
  REQUIRE(links.size() == 1);
  CHECK_FALSE(links[0].has_rel("ice-server"));
  CHECK(*links[0].param("x") == "1");
}

// RFC 8288 appendix B.3: an unquoted value goes up to the next ';' or ','.
TEST_CASE("an unquoted value is whole, whatever it holds") {
  const auto links =
      parse_links("<a>; rel=ice-server; credential=ab+/c==; username=1700:bob@x, <b>");
  REQUIRE(links.size() == 2);
  CHECK(*links[0].param("credential") == "ab+/c==");
  CHECK(*links[0].param("username") == "1700:bob@x");
  CHECK(links[1].target == "b");
}

TEST_CASE("parsing stops where there is no link, and keeps what came before") {
  const auto [header, expected] = GENERATE(table<std::string, Targets>({
      {"", {}},
      {" ", {}},
      {"a", {}},
      {"a; rel=x", {}},
      {"<a", {}},
      {">a<", {}},
      {"; rel=x", {}},
      {"\"<a>\"", {}},
      {"<a>; rel=x, b; rel=y, <c>", {"a"}},
      {"<a>, <b", {"a"}},
      {"<a>; x=\"open, <b>", {}},
      {"<a>, <b>; x=\"open", {"a"}},
      {"<a>, <b>; x=\"open\\\"", {"a"}},
      {"<a>, <b>; x=\"\\", {"a"}},
  }));
  CAPTURE(header);
  CHECK(targets(header) == expected);
}

TEST_CASE("odd parameters do no harm") {
  for (const std::string header :
       {"<a>;", "<a>;;;", "<a>; ", "<a>; =", "<a>; =x", "<a>; b=", "<a>; b==", "<a>; \"b\"=c",
        "<a>; b=\"\"", "<a>; <b>", "<a> <b>", "<a>; b c d", "<a>; \x01=\x02"}) {
    CAPTURE(header);
    const auto links = parse_links(header);
    REQUIRE_FALSE(links.empty());
    CHECK(links[0].target == "a");
  }
}

TEST_CASE("the limits of links and parameters are exact") {
  CHECK(parse_links(repeated("<a>,", 64)).size() == 64);
  CHECK(parse_links(repeated("<a>,", 1000)).size() == 64);
  CHECK(parse_links(repeated("<a>,", 10), {.links = 3}).size() == 3);
  const auto links = parse_links("<a>" + repeated("; x=1", 16));
  REQUIRE(links.size() == 1);
  CHECK(links[0].params.size() == 16);
  CHECK(parse_links("<a>, <b>" + repeated("; x=1", 17)).size() == 1);
}

TEST_CASE("nothing past the limit of bytes is read, nor a link cut short by it") {
  const std::string link = "<turn:t>; rel=ice-server; username=u; credential=longsecret";
  const std::string header = "<stun:s>; rel=ice-server, " + link;
  for (std::size_t bytes = 0; bytes < header.size(); ++bytes) {
    const auto links = parse_links(header, {.bytes = bytes});
    // Half a URL or half a password is worse than none.
    const bool whole = links.empty() || (links.size() == 1 && links[0].target == "stun:s" &&
                                         links[0].has_rel("ice-server"));
    CAPTURE(bytes);
    REQUIRE(whole);
  }
  CHECK(parse_links(header, {.bytes = header.size()}).size() == 2);
}

TEST_CASE("a huge header is read in a time that grows with it alone") {
  const LinkLimits wide{.bytes = 1'000'000, .links = 1'000'000, .params = 1'000'000};
  for (const std::string_view piece : {"<", "<a>,", "<a>;", "<a>; x=\"", "\\", ",", ";", " "}) {
    CAPTURE(piece);
    const auto links = parse_links("<a>;" + repeated(piece, 1'000'000 / piece.size()), wide);
    CHECK(links.size() <= 1'000'000);
  }
}

TEST_CASE("only usable ICE servers are taken") {
  const auto [header, taken] = GENERATE(table<std::string, bool>({
      {"<stun:s>; rel=ice-server", true},
      {"<stuns:s>; rel=ice-server", true},
      {"<stun:s:3478>; rel=ice-server", true},
      {"<stun:192.0.2.1>; rel=ice-server", true},
      {"<stun:[2001:db8::1]:3478>; rel=ice-server", true},
      {"<turn:t>; rel=ice-server; username=u; credential=c", true},
      {"<turns:t:443?transport=tcp>; rel=ice-server; username=u; credential=c", true},
      {"<turn:t>; rel=\"other ice-server\"; username=u; credential=c", true},
      // A browser refuses the whole configuration for a TURN server without credentials.
      {"<turn:t>; rel=ice-server", false},
      {"<turn:t>; rel=ice-server; username=u", false},
      {"<turn:t>; rel=ice-server; credential=c", false},
      {"<turn:t>; rel=ice-server; username=\"\"; credential=\"\"", false},
      {"<turn:t>; rel=ice; username=u; credential=c", false},
      {"<stun:s>", false},
      {"<stun:s>; rel=next", false},
      {"<http://s>; rel=ice-server", false},
      {"<https://s>; rel=ice-server", false},
      {"<javascript:x>; rel=ice-server", false},
      {"<s>; rel=ice-server", false},
      {"<>; rel=ice-server", false},
      {"<stunx:s>; rel=ice-server", false},
      {"<xstun:s>; rel=ice-server", false},
      {"<stun>; rel=ice-server", false},
      {"<stun:s\x01>; rel=ice-server", false},
      // ... or for a URL outside RFC 7064 and RFC 7065, or a transport that it does not have.
      {"<stun:>; rel=ice-server", false},
      {"<turn:>; rel=ice-server; username=u; credential=c", false},
      {"<stun://s>; rel=ice-server", false},
      {"<stun:a b>; rel=ice-server", false},
      {"<stun:s:99999>; rel=ice-server", false},
      {"<stun:s:x>; rel=ice-server", false},
      {"<stun:u@s>; rel=ice-server", false},
      {"<stun:s/path>; rel=ice-server", false},
      {"<stun:s?transport=udp>; rel=ice-server", false},
      {"<turn:t?transport=sctp>; rel=ice-server; username=u; credential=c", false},
      {"<turn:t?x=y>; rel=ice-server; username=u; credential=c", false},
  }));
  CAPTURE(header);
  CHECK(ice_servers(header).size() == (taken ? 1U : 0U));
}

TEST_CASE("no more than eight ICE servers are taken") {
  const std::string many = repeated("<stun:s>; rel=ice-server, ", 30);
  CHECK(ice_servers(many).size() == kMaxIceServers);
  // The eight are the usable ones.
  CHECK(ice_servers(repeated("<http://h>; rel=ice-server, ", 20) + many).size() == kMaxIceServers);
}

TEST_CASE("links of other relations do not hide an ICE server", "[row 45]") {
  const auto servers = ice_servers(
      "<https://a/sse>; rel=\"urn:ietf:params:whep:ext:core:server-sent-events\"; "
      "events=\"active,inactive\", <stun:s>; rel=\"ice-server\", <x>; rel=layer");
  CHECK(servers == std::vector<IceServer>{{"stun:s", "", ""}});
}
