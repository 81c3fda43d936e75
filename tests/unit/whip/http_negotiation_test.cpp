// One attempt at one WHIP or WHEP endpoint: inputs in, exact effects out. How else it may end is in
// http_endings_test.cpp.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/bench.hpp"
#include "unit/whip/http_negotiation_support.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace sluice::test::http_negotiation;

namespace {

using State = HttpState;

constexpr std::string_view kWhip = "https://sm.example.com/live/whip/endpoint/stream1";
constexpr std::string_view kSdpType = " [Content-Type: application/sdp]";
constexpr std::string_view kFragmentType = " [Content-Type: application/trickle-ice-sdpfrag]";

SessionConfig without_trickle(Role role = Role::Publisher) {
  SessionConfig config = sample_config(role);
  config.trickle = false;
  return config;
}

std::size_t candidates_in(std::string_view fragment) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = fragment.find("a=candidate:", at)) != std::string_view::npos; ++at)
    ++found;
  return found;
}
bool tells_end(std::string_view fragment) {
  return fragment.find("a=end-of-candidates") != std::string_view::npos;
}

// ---------------------------------------------------------------------------------------------
// From the offer to the end of the session

TEST_CASE("a publisher offers, posts, applies the answer, is up, and deletes its session",
          "[row 2][row 4][row 9][row 20][row 32][row 41][row 43]") {
  HttpBench bench(with_token());
  CHECK(bench.start() ==
        Lines{"open peer", "emit WebRTC.PeerConnection.Available (peer)", "create offer #1"});
  CHECK(bench.offer_created() ==
        Lines{"emit WebRTC.Offer.Start offer",
              concat("POST #2 ", kWhip, " [Authorization: Bearer opensesame]", kSdpType),
              "apply local offer #3"});
  CHECK(bench.post.body == with_rtcp_mux_only(sample_offer()));
  CHECK(bench.applied(bench.local).empty());
  CHECK(bench.post_answered() == Lines{concat("emit Connect.Success ", kWhip),
                                       "emit WebRTC.Offer.End answer", "apply remote answer #4"});
  CHECK(bench.applied(bench.remote).empty());
  CHECK(bench.state() == State::Connecting);
  CHECK(bench.peer(PeerState::Connected) == Lines{"emit WebRTC.PeerConnection.Open", "-> up"});
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.close() ==
        Lines{"stop sending",
              concat("DELETE #5 ", kSession, " [Authorization: Bearer opensesame] keepalive")});
  CHECK(bench.delete_answered(200) == Lines{"close peer", "-> finished"});
  CHECK(bench.state() == State::Done);
}

TEST_CASE("without a token no request carries one", "[row 43]") {
  HttpBench bench;
  bench.go_connected();
  bench.candidate(1);
  bench.close();
  for (const SendHttp& request : {bench.post, bench.patch, bench.removal}) {
    CHECK_FALSE(request.url.empty());
    CHECK_FALSE(sends_token(request));
  }
}

TEST_CASE("the URL that apps are told holds no query") {
  SessionConfig config = sample_config(Role::Publisher);
  config.params = {{"password", "secret"}};
  HttpBench bench(config);
  bench.go_posting();
  CHECK(bench.post.url == concat(kWhip, "?password=secret"));
  CHECK(bench.post_answered().front() == concat("emit Connect.Success ", kWhip));
}

TEST_CASE("the node that a proxy has found is told where it is a host") {
  const auto [host, told] = GENERATE(table<std::string, bool>({
      {"10.1.2.3", true},
      {"node.example.com", true},
      {"", false},
      {"https://node/", false},
      {"a b", false},
  }));
  CAPTURE(host);
  HttpBench bench;
  bench.go_posting();
  const Lines lines = bench.post_answered({.session_host = host});
  REQUIRE(lines.size() == (told ? 4U : 3U));
  if (told)
    CHECK(lines.front() == concat(R"(emit WebRTC.Endpoint.Changed {"endpoint":")", host, R"("})"));
  CHECK(lines[lines.size() - 3] == concat("emit Connect.Success ", kWhip));
}

// ---------------------------------------------------------------------------------------------
// A server that offers

const std::string kIceLink =
    "<stun:s.example.com>; rel=\"ice-server\", <turn:t.example.com>; rel=\"ice-server\"; "
    "username=\"u\"; credential=\"c\"";

TEST_CASE("a player answers a counter-offer by PATCH", "[row 13][row 43][row 47]") {
  Reply offer = counter_offer();
  if (GENERATE(false, true)) offer.status = 201;  // Red5's way to say it
  HttpBench bench(with_token(Role::Subscriber));
  bench.go_posting();
  bench.candidate(1);
  CHECK(bench.post_answered(offer) ==
        Lines{"emit Connect.Success https://sm.example.com/live/whep/endpoint/stream1",
              "emit WebRTC.Offer.End offer", "apply remote offer #4"});
  CHECK(bench.gathered().empty());  // of the offer that is rolled back
  CHECK(bench.applied(bench.remote) == Lines{"create answer #5"});
  CHECK(bench.answer_created(sample_sdp("active", "ours")) ==
        Lines{"apply local answer #6", "emit WebRTC.Answer.Start answer",
              concat("PATCH #7 ", kSession, " [Authorization: Bearer opensesame]", kSdpType)});
  CHECK(bench.patch.body == with_rtcp_mux_only(sample_sdp("active", "ours")));
  CHECK(bench.candidate(2).empty());
  CHECK(bench.patch_answered(204) ==
        Lines{"emit WebRTC.Answer.End",
              concat("PATCH #8 ", kSession, " [Authorization: Bearer opensesame]", kFragmentType)});
  CHECK(candidates_in(bench.patch.body) == 1);
  CHECK(bench.patch.body.find("a=ice-ufrag:ours") != std::string::npos);
  CHECK(bench.peer(PeerState::Connected).back() == "-> up");
}

TEST_CASE("a player may leave the offer to the server") {
  SessionConfig config = subscriber();
  config.post_empty_offer = true;
  HttpBench bench(config);
  const Lines begun = bench.start();
  CHECK(begun.front().starts_with("open peer to be offered to"));
  CHECK(begun.back().starts_with("POST "));
  CHECK(bench.post.body.empty());
  Reply offer = counter_offer();
  offer.status = 201;
  bench.post_answered(offer);
  CHECK(bench.applied(bench.remote) == Lines{"create answer #3"});
  bench.answer_created(sample_sdp("active", "ours"));
  CHECK(bench.patch.body == with_rtcp_mux_only(sample_sdp("active", "ours")));
  CHECK(bench.peer(PeerState::Connected).back() == "-> up");
}

TEST_CASE("the ICE servers that come with an offer are taken before it") {
  Reply offer = counter_offer();
  offer.link = kIceLink;
  HttpBench bench(subscriber());
  bench.go_posting();
  const Lines lines = bench.post_answered(offer);
  REQUIRE(lines.size() == 4);
  CHECK(lines[1] == "use ice servers #4 stun:s.example.com turn:t.example.com");
  CHECK(lines[3] == "apply remote offer #5");
  CHECK(bench.applied(bench.servers).empty());
  CHECK(bench.applied(bench.remote) == Lines{"create answer #6"});
}

TEST_CASE("a publisher takes no counter-offer") {
  HttpBench bench;
  bench.go_posting();
  CHECK(bench.post_answered(counter_offer()) ==
        Lines{"close peer", "-> failed http.client_error", "-> finished"});
}

TEST_CASE("a counter-offer that cannot be answered fails at once") {
  Reply offer = counter_offer();
  offer.location = "";
  HttpBench bench(subscriber());
  bench.go_posting();
  CHECK(bench.post_answered(offer) == Lines{"log warn", "emit Subscribe.Status signal.no_location",
                                            "close peer", "-> failed signal.no_location",
                                            "-> finished"});
}

TEST_CASE("an answer that the app has spoilt fails, and the session is deleted") {
  HttpBench bench(subscriber());
  bench.go_posting();
  bench.post_answered(counter_offer());
  bench.applied(bench.remote);
  CHECK(bench.answer_created("spoilt") ==
        Lines{concat("DELETE #6 ", kSession, " keepalive"), "-> failed peer.refused_sdp"});
}

TEST_CASE("an answer that the server does not take fails, and the session is deleted") {
  HttpBench bench(subscriber());
  bench.go_posting();
  bench.post_answered(counter_offer());
  bench.applied(bench.remote);
  bench.answer_created();
  SECTION("because it refuses it") {
    CHECK(bench.patch_answered(400) ==
          Lines{concat("DELETE #8 ", kSession, " keepalive"), "-> failed http.bad_request"});
  }
  SECTION("because it cannot be reached") {
    CHECK(bench.lost(bench.patch).back() == "-> failed http.network");
    CHECK(bench.state() == State::Deleting);
  }
  SECTION("because it says nothing") {
    CHECK(bench.wait() == Millis(10'000));
    CHECK(bench.expire() == Lines{"abort #7", concat("DELETE #8 ", kSession, " keepalive"),
                                  "-> failed signal.timeout"});
  }
}

TEST_CASE("an answer under way has a deadline also once the peer is up") {
  HttpBench bench(subscriber());
  bench.go_posting();
  bench.post_answered(counter_offer());
  bench.applied(bench.remote);
  bench.answer_created();
  bench.peer(PeerState::Connected);
  CHECK(bench.wait() == Millis(10'000));
  CHECK(bench.expire() == Lines{"abort #7"});  // media flows: it must have arrived
  CHECK(bench.state() == State::Connected);
}

TEST_CASE("an answer under way is aborted when the app wants out") {
  HttpBench bench(subscriber());
  bench.go_posting();
  bench.post_answered(counter_offer());
  bench.applied(bench.remote);
  bench.answer_created();
  CHECK(bench.close() == Lines{"abort #7", concat("DELETE #8 ", kSession, " keepalive")});
}

// ---------------------------------------------------------------------------------------------
// Trickling

TEST_CASE("candidates are held until the answer is applied, then sent together",
          "[row 12][row 13][row 17][row 21][row 22]") {
  HttpBench bench;
  bench.go_posting();
  CHECK(bench.candidate(1).empty());
  CHECK(bench.candidate(2).empty());
  CHECK(bench.post_answered({.etag = "\"tag\""}).back() == "apply remote answer #4");
  CHECK(bench.applied(bench.remote) ==
        Lines{concat("PATCH #5 ", kSession, kFragmentType, " [If-Match: \"tag\"]")});
  CHECK(candidates_in(bench.patch.body) == 2);
  CHECK_FALSE(tells_end(bench.patch.body));
}

TEST_CASE("one PATCH is under way at a time, and the last one tells that it is the last",
          "[row 19][row 25]") {
  HttpBench bench;
  bench.go_connecting();
  CHECK(bench.candidate(1) == Lines{concat("PATCH #5 ", kSession, kFragmentType)});
  CHECK(bench.candidate(2).empty());
  CHECK(bench.candidate(3).empty());
  CHECK(bench.gathered() == Lines{"emit WebRTC.PeerConnection.CandidateEnd"});
  CHECK(bench.patch_answered(204) == Lines{concat("PATCH #6 ", kSession, kFragmentType)});
  CHECK(candidates_in(bench.patch.body) == 2);
  CHECK(tells_end(bench.patch.body));
  CHECK(bench.patch_answered(204) == Lines{"emit WebRTC.IceTrickle.Complete"});
}

TEST_CASE("a server that takes no candidates gets no more, and the session lives",
          "[row 14][row 15][row 18]") {
  const int status = GENERATE(400, 405, 412, 415, 422, 428, 501);
  CAPTURE(status);
  HttpBench bench;
  bench.go_connecting({.etag = "\"tag\""});
  bench.candidate(1);
  CHECK(bench.patch_answered(status) == Lines{"log info"});
  CHECK(bench.candidate(2).empty());
  CHECK(bench.gathered() == Lines{"emit WebRTC.PeerConnection.CandidateEnd"});
  CHECK(bench.peer(PeerState::Connected).back() == "-> up");
}

TEST_CASE("a PATCH without an answer is aborted at its deadline, and the session lives") {
  HttpBench bench;
  bench.go_connected();
  bench.candidate(1);
  CHECK(bench.wait() == Millis(10'000));
  CHECK(bench.expire() == Lines{"abort #5"});
  CHECK(bench.lost(bench.patch).empty());
  CHECK(bench.state() == HttpState::Connected);
}

TEST_CASE("a PATCH under way is aborted when the app wants out") {
  HttpBench bench;
  bench.go_connected();
  bench.candidate(1);
  CHECK(bench.close() ==
        Lines{"abort #5", "stop sending", concat("DELETE #6 ", kSession, " keepalive")});
}

TEST_CASE("without trickling the offer waits for its candidates and nothing is patched",
          "[row 20]") {
  HttpBench bench(without_trickle());
  bench.start();
  CHECK(bench.offer_created() == Lines{"apply local offer #2"});
  CHECK(bench.candidate(1).empty());
  const std::string whole = sample_offer() + "a=" + sample_candidate(1) + "\r\n";
  CHECK(bench.gathered(whole) == Lines{"emit WebRTC.PeerConnection.CandidateEnd",
                                       "emit WebRTC.Offer.Start offer",
                                       concat("POST #3 ", kWhip, kSdpType)});
  CHECK(bench.post.body == with_rtcp_mux_only(whole));
  CHECK(bench.post_answered({.link = "<stun:a.example.com>; rel=\"ice-server\""}) ==
        Lines{concat("emit Connect.Success ", kWhip), "emit WebRTC.IceTrickle.Complete",
              "emit WebRTC.Offer.End answer", "apply remote answer #4"});
  CHECK(bench.candidate(2).empty());
}

TEST_CASE("without trickling the offer does not wait for ever") {
  HttpBench bench(without_trickle());
  bench.start();
  bench.offer_created();
  CHECK(bench.wait() == Millis(5'000));
  CHECK(bench.expire() ==
        Lines{"emit WebRTC.Offer.Start offer", concat("POST #3 ", kWhip, kSdpType)});
}

TEST_CASE("without trickling the answer to a counter-offer waits for its candidates, too") {
  HttpBench bench(without_trickle(Role::Subscriber));
  bench.start();
  bench.offer_created();
  bench.gathered();
  bench.post_answered(counter_offer());
  bench.applied(bench.remote);
  CHECK(bench.answer_created() == Lines{"apply local answer #6"});
  CHECK(bench.wait() == Millis(5'000));
  bench.candidate(1);
  const std::string whole = sample_answer() + "a=" + sample_candidate(1) + "\r\n";
  const Lines sent{"emit WebRTC.Answer.Start answer", concat("PATCH #7 ", kSession, kSdpType)};
  SECTION("and is sent with them") {
    Lines lines = bench.gathered(whole);
    CHECK(lines.front() == "emit WebRTC.PeerConnection.CandidateEnd");
    lines.erase(lines.begin());
    CHECK(lines == sent);
    CHECK(bench.patch.body == with_rtcp_mux_only(whole));
  }
  SECTION("but not for ever") {
    CHECK(bench.expire() == sent);
    CHECK(bench.patch.body == with_rtcp_mux_only(sample_answer()));
  }
  CHECK(bench.patch_answered(204) == Lines{"emit WebRTC.Answer.End"});
  CHECK(bench.candidate(2).empty());
}

// ---------------------------------------------------------------------------------------------
// ICE servers of the server's

TEST_CASE("ICE servers that come with the answer are taken before it is applied",
          "[row 39][row 40]") {
  HttpBench bench;
  bench.go_posting();
  CHECK(bench.post_answered({.link = kIceLink}) ==
        Lines{concat("emit Connect.Success ", kWhip),
              "use ice servers #4 stun:s.example.com turn:t.example.com",
              "emit WebRTC.Offer.End answer", "apply remote answer #5"});
}

TEST_CASE("ICE servers of the caller's have precedence", "[row 42]") {
  SessionConfig config = sample_config(Role::Publisher);
  config.use_offered_ice_servers = false;
  HttpBench bench(config);
  bench.go_posting();
  CHECK(bench.post_answered({.link = kIceLink}) == Lines{concat("emit Connect.Success ", kWhip),
                                                         "emit WebRTC.Offer.End answer",
                                                         "apply remote answer #4"});
}

TEST_CASE("an attempt goes on without ICE servers that the browser refuses") {
  HttpBench bench;
  bench.go_posting();
  bench.candidate(1);
  bench.post_answered({.link = kIceLink});
  const Lines lines = bench.refused(bench.servers);
  CHECK(count(lines, "emit Publish.Status peer.refused_sdp") == 1);
  CHECK(bench.state() == State::Answering);
  bench.applied(bench.remote);
  CHECK(candidates_in(bench.patch.body) == 1);
}

TEST_CASE("what gathers through the server's own ICE servers is trickled", "[row 40]") {
  HttpBench bench;
  bench.go_posting();
  bench.candidate(1);
  bench.gathered();  // done with the addresses of its own before the answer came
  bench.post_answered({.link = kIceLink});
  bench.applied(bench.servers);
  bench.applied(bench.remote);
  CHECK_FALSE(tells_end(bench.patch.body));
  bench.candidate(2);
  bench.patch_answered(204);
  CHECK(candidates_in(bench.patch.body) == 1);
  bench.gathered();
  bench.patch_answered(204);
  CHECK(tells_end(bench.patch.body));
}

// ---------------------------------------------------------------------------------------------
// The past

TEST_CASE("what the browser still says of a closed peer has no effect") {
  HttpBench bench;
  bench.go_posting();
  bench.post_answered({.link = kIceLink});
  if (GENERATE(true, false)) {
    bench.close();
  } else {
    bench.hide();
  }
  CHECK(bench.applied(bench.remote).empty());
  CHECK(bench.refused(bench.servers).empty());
  CHECK(bench.candidate(1).empty());
  CHECK(bench.gathered().empty());
  CHECK(bench.peer(PeerState::Connected).empty());
  CHECK(bench.peer(PeerState::Failed).empty());
}

}  // namespace
