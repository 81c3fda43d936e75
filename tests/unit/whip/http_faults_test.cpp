// Faults of the negotiation over HTTP that were met once, by the number of their report.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "signal/sdp_fragment.hpp"
#include "sim/bench.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using State = HttpState;

const std::string kNewIce =
    "a=ice-ufrag:theirs2\r\na=ice-pwd:theirstheirstheirstheirs\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n";

HttpAnswered refusal(const SendHttp& request, int status, std::string retry_after = {}) {
  HttpAnswered answer = answered(request, {.status = status, .location = "", .body = ""});
  answer.retry_after = std::move(retry_after);
  return answer;
}

bool has(const Lines& lines, std::string_view start) {
  return std::ranges::any_of(lines,
                             [&](const std::string& line) { return line.starts_with(start); });
}

bool carries(const SendHttp& request, int candidate) {
  return request.body.find("a=" + sample_candidate(candidate)) != std::string::npos;
}

// To where the server has been asked for an ICE restart.
void go_asked(HttpBench& bench, const Reply& reply = {.etag = "\"one\""}) {
  bench.go_connected(reply);
  bench.restart_ice();
  bench.offer_created(sample_sdp("actpass", "ours2"));
  bench.applied(bench.local);
}

HttpAnswered restarted(const HttpBench& bench, int status, std::string etag = {}) {
  return answered(bench.patch, {.status = status,
                                .location = "",
                                .etag = std::move(etag),
                                .body = status == 200 ? kNewIce : ""});
}

}  // namespace

TEST_CASE("5: the limits of a hurried attempt hold for its connection, and not for what follows") {
  SessionConfig config = sample_config(Role::Subscriber);
  config.hurry = Hurry{Millis(1'000), Millis(2'000)};
  HttpBench bench(config);
  bench.go_posting();
  CHECK(bench.wait() == Millis(1'000));
  bench.post_answered({.etag = "\"one\""});
  bench.applied(bench.remote);
  CHECK(bench.wait() == Millis(2'000));
  bench.peer(PeerState::Connected);
  bench.candidate(1);
  CHECK(bench.wait() == Millis(10'000));
  bench.patch_answered(204);
  bench.restart_ice();
  CHECK(bench.wait() == Millis(10'000));
}

TEST_CASE(
    "6: candidates whose request is lost, aborted or put off are sent again, with what came") {
  HttpBench bench;
  bench.go_connected({.etag = "\"one\""});
  bench.candidate(1);
  Millis least{0};
  SECTION("lost") {
    bench.lost(bench.patch);
  }
  SECTION("aborted") {
    CHECK(has(bench.expire(), "abort"));
  }
  SECTION("408, 425, 429, 500, 503") {
    bench.put(refusal(bench.patch, GENERATE(408, 425, 429, 500, 503)));
  }
  SECTION("Retry-After") {
    bench.put(refusal(bench.patch, GENERATE(429, 503), "7"));
    least = Millis(7'000);
  }
  CHECK(bench.candidate(2).empty());
  REQUIRE(bench.has_deadline());
  CHECK(bench.wait() >= least);
  CHECK(has(bench.expire(), "PATCH"));
  CHECK(carries(bench.patch, 1));
  CHECK(carries(bench.patch, 2));
  CHECK(bench.patch_answered(204).empty());
  CHECK(has(bench.gathered(), "emit WebRTC.PeerConnection.CandidateEnd"));
  CHECK_FALSE(carries(bench.patch, 1));
  CHECK(count(bench.patch_answered(204), "emit WebRTC.IceTrickle.Complete") == 1);
}

TEST_CASE("6: a server that never answers candidates is not asked for ever") {
  HttpBench bench;
  bench.go_connected();
  bench.candidate(1);
  int requests = 1;
  for (; requests < 100; ++requests) {
    bench.lost(bench.patch);
    if (!bench.has_deadline()) break;
    bench.expire();
  }
  CHECK(requests < 10);
  CHECK(bench.state() == State::Connected);
}

TEST_CASE("6: the question to the server has a way of its own, whatever became of candidates") {
  HttpBench bench;
  bench.go_connected({.etag = "\"one\""});
  bench.candidate(1);
  SECTION("a request was lost, and its repetition waits") {
    bench.lost(bench.patch);
    CHECK(has(bench.probe(), "PATCH"));
    CHECK(bench.patch_answered(204) == Lines{"-> alive"});
  }
  SECTION("it was refused for what it said") {
    bench.patch_answered(400);
    CHECK(has(bench.probe(), "PATCH"));
    CHECK(bench.patch_answered(412) == Lines{"-> alive"});
  }
  SECTION("one is under way, whose answer serves as well") {
    CHECK(bench.probe().empty());
    SECTION("answered") {
      CHECK(count(bench.patch_answered(204), "-> alive") == 1);
    }
    SECTION("lost") {
      CHECK(count(bench.lost(bench.patch), "-> silent") == 1);
    }
    SECTION("late") {
      CHECK(count(bench.expire(), "-> silent") == 1);
    }
    SECTION("gone") {
      bench.patch_answered(204);
      bench.probe();
      CHECK(count(bench.patch_answered(410), "-> failed peer.failed (was up)") == 1);
    }
  }
  SECTION("where the server takes no PATCH at all its answers say nothing") {
    bench.patch_answered(GENERATE(405, 415, 422, 501));
    CHECK(bench.probe().empty());
  }
}

TEST_CASE("12: a restart that is answered 404 or 410 ends the session, which is gone") {
  HttpBench bench;
  go_asked(bench);
  const Lines lines = bench.put(restarted(bench, GENERATE(404, 410)));
  CHECK(count(lines, "-> failed peer.failed (was up)") == 1);
  CHECK_FALSE(has(lines, "DELETE"));
  CHECK(bench.state() == State::Done);
}

TEST_CASE("13: a second restart is tried where the first one's answer hides its entity-tag") {
  HttpBench bench;
  go_asked(bench);
  bench.put(restarted(bench, 200));
  bench.applied(bench.remote);
  CHECK(has(bench.restart_ice(), "create restart offer"));
}

TEST_CASE("13: a restart that is put off is tried again, though not before its time", "[row 29]") {
  HttpBench bench;
  go_asked(bench);
  bench.put(refusal(bench.patch, GENERATE(429, 503), "3"));
  CHECK(bench.restart_ice().empty());
  bench.now += Millis(3'000);
  CHECK(has(bench.restart_ice(), "create restart offer"));
}

TEST_CASE("14: candidates and their end belong to a generation", "[row 18][row 30]") {
  HttpBench bench;
  bench.go_connected({.etag = "\"one\""});
  bench.candidate(1);
  bench.patch_answered(204);
  bench.restart_ice();
  bench.offer_created(sample_sdp("actpass", "ours2"));
  // The old gathering ends while the browser applies the new offer.
  bench.gathered();
  bench.applied(bench.local);
  bench.candidate(5);
  bench.put(restarted(bench, 200, "\"two\""));
  SECTION("what is the new one's is sent, without an end that it has not come to") {
    CHECK(has(bench.applied(bench.remote), "PATCH"));
    CHECK(carries(bench.patch, 5));
    CHECK(bench.patch.body.find("a=end-of-candidates") == std::string::npos);
  }
  SECTION("a late one of the old is dropped") {
    bench.put(CandidateGathered{bench.attempt, sample_candidate(9), "0", 0, "ufrag"});
    bench.applied(bench.remote);
    CHECK_FALSE(carries(bench.patch, 9));
  }
}

TEST_CASE("22: an answer that comes too late for the server's offer is told as that", "[row 47]") {
  HttpBench bench(sample_config(Role::Subscriber));
  bench.go_posting();
  bench.post_answered({.status = 406, .body = sample_offer()});
  bench.applied(bench.remote);
  bench.answer_created();
  const int status = GENERATE(404, 409, 410);
  CHECK(count(bench.patch_answered(status), "-> failed signal.answer_late") == 1);
  CHECK(error_info(ErrorCode::SignalAnswerLate).retryable);
  CHECK(bench.state() == State::Deleting);
}

TEST_CASE("23: what answers an empty POST is an offer, whatever its DTLS role") {
  SessionConfig config = sample_config(Role::Subscriber);
  config.post_empty_offer = true;
  HttpBench bench(config);
  bench.start();
  const std::string setup = GENERATE("actpass", "active", "passive");
  CHECK(has(bench.post_answered({.body = sample_sdp(setup)}), "emit WebRTC.Endpoint") == false);
  CHECK(bench.state() == State::Countering);
  CHECK(has(bench.applied(bench.remote), "create answer"));
}

TEST_CASE("36: a candidate goes out with its own section") {
  const std::string offer =
      "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n"
      "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=ice-ufrag:first\r\na=ice-pwd:one\r\n"
      "m=audio 9 UDP/TLS/RTP/SAVPF 97\r\na=mid:1\r\na=ice-ufrag:other\r\na=ice-pwd:two\r\n"
      "a=setup:actpass\r\n";
  HttpBench bench;
  bench.start();
  bench.offer_created(offer);
  bench.applied(bench.local);
  bench.put(CandidateGathered{bench.attempt, sample_candidate(1), "0", 0, "first"});
  bench.put(CandidateGathered{bench.attempt, sample_candidate(2), "1", 1, "other"});
  bench.post_answered();
  bench.applied(bench.remote);
  const std::string& body = bench.patch.body;
  const std::size_t second = body.find("m=audio");
  REQUIRE(second != std::string::npos);
  CHECK(body.find("a=" + sample_candidate(1)) < second);
  CHECK(body.find("a=" + sample_candidate(2)) > second);
  CHECK(body.find("a=ice-ufrag:other") > second);
  CHECK(body.find("a=mid:1") > second);
}

TEST_CASE("37: what a restart has kept from going out goes out when the restart comes to nothing") {
  HttpBench bench;
  bench.go_connected({.etag = "\"one\""});
  bench.candidate(1);
  CHECK(has(bench.restart_ice(), "abort"));
  const Lines lines = bench.refused(bench.offer);
  CHECK(count(lines, "-> restart failed") == 1);
  CHECK(has(lines, "PATCH"));
  CHECK(carries(bench.patch, 1));
}

TEST_CASE("16: a DELETE that is lost or put off is repeated, and the peer is closed meanwhile") {
  HttpBench bench;
  bench.go_connected();
  bench.close();
  Lines lines;
  SECTION("lost") {
    lines = bench.lost(bench.removal);
  }
  SECTION("put off") {
    lines = bench.put(refusal(bench.removal, GENERATE(408, 425, 429, 500, 502, 503)));
  }
  CHECK(lines == Lines{"close peer"});
  CHECK(has(bench.expire(), "DELETE"));
  CHECK(bench.delete_answered(200) == Lines{"-> finished"});
}

TEST_CASE("16: a DELETE that never gets through is told, in time") {
  HttpBench bench;
  bench.go_connected();
  bench.close();
  const TimePoint begin = bench.now;
  Lines lines;
  for (int i = 0; i < 50 && bench.state() != State::Done; ++i) {
    for (const Lines& each : {bench.lost(bench.removal), bench.expire()})
      lines.insert(lines.end(), each.begin(), each.end());
  }
  CHECK(count(lines, "emit Publish.Status signal.not_ended") == 1);
  CHECK(bench.now - begin == Millis(5'000));
  CHECK(lines.back() == "-> finished");
}

TEST_CASE("16: a DELETE that is refused for good is told") {
  HttpBench bench;
  bench.go_connected();
  bench.close();
  const Lines lines = bench.delete_answered(GENERATE(400, 401, 403, 405, 501));
  CHECK(count(lines, "emit Publish.Status signal.not_ended") == 1);
  CHECK(lines.back() == "-> finished");
}

TEST_CASE("16: a DELETE whose token is refused gets a new one, once") {
  SessionConfig config = sample_config(Role::Publisher);
  config.token = "old";
  config.recovery.has_token = true;
  HttpBench bench(config);
  bench.go_connected();
  bench.close();
  CHECK(bench.delete_answered(401) == Lines{"close peer", "ask token"});
  SECTION("which serves") {
    CHECK(has(bench.put(TokenGiven{"new"}), "DELETE"));
    CHECK(bench.removal.headers.front().value == "Bearer new");
    SECTION("well") {
      CHECK(bench.delete_answered(204) == Lines{"-> finished"});
    }
    SECTION("no better") {
      CHECK(count(bench.delete_answered(401), "emit Publish.Status signal.not_ended") == 1);
    }
  }
  SECTION("which the app has not got") {
    const Lines lines = bench.put(TokenGiven{});
    CHECK(count(lines, "emit Publish.Status signal.not_ended") == 1);
    CHECK(lines.back() == "-> finished");
  }
}

TEST_CASE(
    "a PATCH right after the 201 that is answered 404 is told as a Location that leads astray") {
  HttpBench bench;
  bench.go_connected({.etag = "\"one\""});
  bench.candidate(1);
  const Lines lines = bench.patch_answered(404);
  CHECK(count(lines, "emit Publish.Status signal.wrong_location") == 1);
  CHECK(bench.state() == State::Connected);
  // The same 404 again is no news of the session.
  CHECK(has(bench.probe(), "PATCH"));
  CHECK(bench.patch_answered(404) == Lines{"-> silent"});
  CHECK(bench.state() == State::Connected);
}

TEST_CASE("a description whose last line has no end gets one") {
  HttpBench bench(sample_config(Role::Subscriber));
  bench.go_posting();
  std::string body = sample_answer();
  body.resize(body.size() - 2);
  if (GENERATE(false, true)) std::erase(body, '\r');
  bench.post_answered({.body = body});
  CHECK(bench.remote_sdp == body + "\r\n");
}

namespace {

constexpr std::string_view kFirstRejected =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 1\r\n"
    "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=setup:actpass\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\na=ice-ufrag:theirs\r\na=ice-pwd:secret\r\n"
    "a=setup:passive\r\n";

}  // namespace

TEST_CASE("10: an answer that echoes actpass in a rejected section is no counter-offer") {
  CHECK_FALSE(parse_sdp(kFirstRejected)->actpass);
  // A section that another one carries has port 0 in an offer, and lives.
  std::string offer(kFirstRejected);
  offer.replace(offer.find("a=mid:0\r\n"), 9, "a=mid:0\r\na=bundle-only\r\n");
  CHECK(parse_sdp(offer)->actpass);
}

TEST_CASE("15: a restart's candidates go into the section that carries the transport") {
  const std::string sdp =
      with_ice(kFirstRejected, {"theirs2", "theirstheirstheirstheirs", {sample_candidate(9)}});
  const std::size_t audio = sdp.find("m=audio");
  REQUIRE(audio != std::string::npos);
  CHECK(sdp.find("a=" + sample_candidate(9)) > audio);
  CHECK(sdp.find("a=end-of-candidates") > audio);
}

TEST_CASE(
    "an answer that the server has not taken keeps its deadline, whatever is asked meanwhile") {
  HttpBench bench(sample_config(Role::Subscriber));
  bench.go_posting();
  bench.post_answered({.status = 406, .body = sample_offer()});
  bench.applied(bench.remote);
  bench.answer_created();
  bench.applied(bench.local);
  bench.peer(PeerState::Connected);
  REQUIRE(bench.state() == HttpState::Connected);
  const Millis before = bench.wait();
  CHECK(bench.probe().empty());
  CHECK(bench.wait() == before);
  CHECK(bench.has_deadline());
}

TEST_CASE("a browser that guards local addresses is named, over HTTP too") {
  HttpBench bench;
  bench.go_posting();
  const Lines lines = bench.put(HttpFailed{bench.post.attempt, bench.post.op, "no", true});
  CHECK(has(lines, "-> failed env.local_network"));
}
