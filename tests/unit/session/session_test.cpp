// A session as the app sees it: calls, camera, events and promises. Inputs in, exact effects out.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/bench.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using State = SessionState;

constexpr std::string_view kSession = "https://sm.example.com/session/1";

Lines operator+(Lines lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

// ---------------------------------------------------------------------------------------------
// The good runs

TEST_CASE("publishing, from init to unpublish, in the order that apps rely on") {
  SessionBench bench(Role::Publisher);
  CHECK(bench.drain() == Lines{"acquire media"});
  CHECK(bench.media_ready() == Lines{"emit WebRTC.MediaConstraints.Accepted (constraints)",
                                     "emit Publisher.Video.DimensionChange (dimensions)",
                                     "emit WebRTC.MediaStream.Available (stream)", "attach view"});
  CHECK(bench.start() ==
        Lines{"open peer", "emit WebRTC.PeerConnection.Available (peer)", "create offer #1"});
  CHECK(bench.offer_created() == Lines{"emit WebRTC.Offer.Start offer",
                                       "POST #2 https://sm.example.com/live/whip/endpoint/stream1 "
                                       "[Content-Type: application/sdp]",
                                       "apply local offer #3"});
  CHECK(bench.applied(bench.local).empty());
  CHECK(bench.candidate(1).empty());
  CHECK(bench.gathered() == Lines{"emit WebRTC.PeerConnection.CandidateEnd"});
  CHECK(bench.post_answered() ==
        Lines{"emit Connect.Success https://sm.example.com/live/whip/endpoint/stream1",
              "emit WebRTC.Offer.End answer", "apply remote answer #4"});
  CHECK(bench.applied(bench.remote) ==
        Lines{concat("PATCH #5 ", kSession, " [Content-Type: application/trickle-ice-sdpfrag]")});
  CHECK(bench.patch_answered(204) == Lines{"emit WebRTC.IceTrickle.Complete"});
  CHECK(bench.peer(PeerState::Connected) ==
        Lines{"emit WebRTC.PeerConnection.Open", "emit Publish.Start", "settle 1 resolved"});
  CHECK(bench.stop() == Lines{"stop sending", concat("DELETE #6 ", kSession, " keepalive")});
  CHECK(bench.delete_answered(200) ==
        Lines{"close peer", "emit Unpublish.Success", "settle 2 resolved"});
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("playing, from init to unsubscribe, in the order that apps rely on") {
  SessionBench bench(Role::Subscriber);
  CHECK(bench.drain().empty());
  CHECK(bench.start() ==
        Lines{"open peer", "emit WebRTC.PeerConnection.Available (peer)", "create offer #1"});
  CHECK(bench.offer_created() == Lines{"emit WebRTC.Offer.Start offer",
                                       "POST #2 https://sm.example.com/live/whep/endpoint/stream1 "
                                       "[Content-Type: application/sdp]",
                                       "apply local offer #3"});
  CHECK(bench.applied(bench.local).empty());
  CHECK(bench.post_answered() ==
        Lines{"emit Connect.Success https://sm.example.com/live/whep/endpoint/stream1",
              "emit WebRTC.Offer.End answer", "apply remote answer #4"});
  CHECK(bench.put(TrackArrived{bench.attempt, true}) ==
        Lines{"emit WebRTC.PeerConnection.OnTrack (track)", "emit WebRTC.Add.Stream (stream)",
              "attach view", "play"});
  CHECK(bench.put(TrackArrived{bench.attempt, false}) ==
        Lines{"emit WebRTC.PeerConnection.OnTrack (track)"});
  CHECK(bench.applied(bench.remote).empty());
  CHECK(bench.peer(PeerState::Connected) ==
        Lines{"emit WebRTC.PeerConnection.Open", "emit Subscribe.Start", "settle 1 resolved"});
  CHECK(bench.stop() == Lines{"detach view", concat("DELETE #5 ", kSession, " keepalive")});
  CHECK(bench.delete_answered(200) ==
        Lines{"close peer", "emit Subscribe.Stop", "settle 2 resolved"});
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a stream of the caller's is shown at once and no camera is asked for") {
  SessionBench bench(sample_config(Role::Publisher), MediaSource::Supplied);
  CHECK(bench.drain() == Lines{"emit WebRTC.MediaStream.Available (stream)", "attach view"});
  CHECK(bench.start().front() == "open peer");
}

// ---------------------------------------------------------------------------------------------
// The camera

TEST_CASE("publish() before the camera is there waits for it") {
  SessionBench bench(Role::Publisher);
  CHECK(bench.start() == Lines{"acquire media"});
  CHECK(bench.state() == State::Waiting);
  CHECK(bench.media_ready() == Lines{"emit WebRTC.MediaConstraints.Accepted (constraints)",
                                     "emit Publisher.Video.DimensionChange (dimensions)",
                                     "emit WebRTC.MediaStream.Available (stream)", "attach view",
                                     "open peer", "emit WebRTC.PeerConnection.Available (peer)",
                                     "create offer #1"});
}

TEST_CASE("a microphone alone has no dimensions") {
  SessionBench bench(Role::Publisher);
  bench.drain();
  CHECK(count(bench.put(MediaReady{.has_video = false}),
              "emit Publisher.Video.DimensionChange (dimensions)") == 0);
}

TEST_CASE("a refused camera is told at once and rejects the publish() that comes later") {
  SessionBench bench(Role::Publisher);
  bench.drain();
  CHECK(bench.media_failed(ErrorCode::MediaInUse) ==
        Lines{"emit WebRTC.MediaConstraints.Rejected (constraints)"});
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.start() == Lines{"emit Connect.Failure media.in_use",
                               "settle 1 rejected media.in_use", "release media", "detach view"});
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a camera that is refused while publish() waits rejects it") {
  SessionBench bench(Role::Publisher);
  bench.start();
  CHECK(bench.media_failed() == Lines{"emit WebRTC.MediaConstraints.Rejected (constraints)",
                                      "emit Connect.Failure media.denied",
                                      "settle 1 rejected media.denied", "release media",
                                      "detach view"});
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a permission prompt that nobody answers rejects publish() at its deadline") {
  SessionBench bench(Role::Publisher);
  bench.drain();
  CHECK(bench.wait() == Millis(60'000));
  SECTION("that waits") {
    bench.start();
    CHECK(bench.expire() == Lines{"emit WebRTC.MediaConstraints.Rejected (constraints)",
                                  "emit Connect.Failure media.timeout",
                                  "settle 1 rejected media.timeout", "release media",
                                  "detach view"});
  }
  SECTION("that comes later") {
    CHECK(bench.expire() == Lines{"emit WebRTC.MediaConstraints.Rejected (constraints)"});
    CHECK(count(bench.start(), "settle 1 rejected media.timeout") == 1);
  }
  CHECK(bench.media_ready() == Lines{"release media"});
}

TEST_CASE("a camera that is granted after the end is switched off again") {
  SessionBench bench(Role::Publisher);
  bench.drain();
  if (GENERATE(true, false)) {
    bench.stop();
  } else {
    bench.hide();
  }
  CHECK(bench.state() == State::Ended);
  CHECK(bench.media_ready() == Lines{"release media"});
  CHECK(bench.media_failed().empty());
}

TEST_CASE("the camera stays on behind an unpublish() unless it is to be released") {
  SessionConfig config = sample_config(Role::Publisher);
  config.release_media_on_stop = GENERATE(false, true);
  const bool asked = GENERATE(false, true);
  const bool released = config.release_media_on_stop || asked;
  SessionBench bench(config);
  bench.go_live();
  bench.stop(asked);
  const Lines lines = bench.delete_answered(200);
  CHECK(count(lines, "release media") == (released ? 1U : 0U));
  CHECK(count(lines, "detach view") == (released ? 1U : 0U));
}

TEST_CASE("any of several unpublish() calls may release the camera") {
  SessionBench bench(Role::Publisher);
  bench.go_live();
  bench.stop(false);
  bench.stop(true);
  CHECK(count(bench.delete_answered(200), "release media") == 1);
}

TEST_CASE("the camera is switched off when a session fails or is lost") {
  SessionBench bench(Role::Publisher);
  SECTION("failed") {
    bench.go_posting();
    CHECK(count(bench.lost(bench.post), "release media") == 1);
  }
  SECTION("lost, even if unpublish() comes meanwhile") {
    bench.go_live();
    bench.peer(PeerState::Failed);
    if (GENERATE(false, true)) bench.stop();
    CHECK(count(bench.delete_answered(200), "release media") == 1);
  }
  CHECK(bench.state() == State::Ended);
}

// ---------------------------------------------------------------------------------------------
// Calls

TEST_CASE("a second publish() is refused and the first goes on") {
  SessionBench bench(GENERATE(Role::Publisher, Role::Subscriber));
  const Lines busy{"settle 2 rejected state.busy"};
  SECTION("while it negotiates") {
    bench.go_posting();
    CHECK(bench.start() == busy);
    bench.post_answered();
    bench.applied(bench.remote);
    CHECK(count(bench.peer(PeerState::Connected), "settle 1 resolved") == 1);
  }
  SECTION("while it is live") {
    bench.go_live();
    CHECK(bench.start() == busy);
    CHECK(bench.state() == State::Live);
  }
}

TEST_CASE("a second publish() is refused while the first waits for the camera") {
  SessionBench bench(Role::Publisher);
  bench.start();
  CHECK(bench.start() == Lines{"settle 2 rejected state.busy"});
  CHECK(bench.media_ready().back() == "create offer #1");
}

TEST_CASE("unpublish() twice resolves both") {
  SessionBench bench(Role::Publisher);
  bench.go_live();
  bench.stop();
  CHECK(bench.stop().empty());
  CHECK(bench.delete_answered(200) ==
        Lines{"close peer", "emit Unpublish.Success", "settle 2 resolved", "settle 3 resolved"});
}

TEST_CASE("unpublish() resolves whatever the server says, or if it says nothing") {
  SessionBench bench(Role::Publisher);
  bench.go_live();
  bench.stop();
  const Lines done{"close peer", "emit Unpublish.Success", "settle 2 resolved"};
  SECTION("refusal") {
    CHECK(bench.delete_answered(404) == done);
  }
  SECTION("loss") {
    bench.lost(bench.removal);
    bench.expire();
    CHECK(bench.delete_answered(200) == Lines{done.begin() + 1, done.end()});
  }
  SECTION("silence") {
    CHECK(bench.wait() == Millis(5'000));
    CHECK(bench.expire() ==
          Lines{"abort #5", "log warn", "emit Publish.Status signal.not_ended"} + done);
  }
}

TEST_CASE("unpublish() before anything was started resolves at once") {
  SessionBench bench(Role::Publisher);
  if (GENERATE(false, true)) bench.media_ready();
  bench.drain();
  CHECK(bench.stop() == Lines{"emit Unpublish.Success", "settle 1 resolved"});
}

TEST_CASE("unpublish() rejects a publish() that has not come through") {
  SessionBench bench(GENERATE(Role::Publisher, Role::Subscriber));
  bench.go_posting();
  const Lines lines = bench.stop();
  CHECK(count(lines, "settle 1 rejected state.closed") == 1);
  CHECK(count(lines, "emit Connect.Failure state.closed") == 0);  // it is not a failure
  CHECK(bench.state() == State::Closing);
}

TEST_CASE("an ended session answers calls but does nothing more") {
  SessionBench bench(Role::Publisher);
  bench.go_ready();
  bench.stop();
  CHECK(bench.start() == Lines{"settle 2 rejected state.closed"});
  CHECK(bench.stop() == Lines{"settle 3 resolved"});
  CHECK(bench.hide().empty());
  CHECK(bench.put(Timeout{}).empty());
  CHECK_FALSE(bench.has_deadline());
}

TEST_CASE("a closing session takes no new start") {
  SessionBench bench(Role::Publisher);
  bench.go_live();
  bench.stop();
  CHECK(bench.start() == Lines{"settle 3 rejected state.closed"});
}

TEST_CASE("publish(streamName) publishes under another name") {
  SessionBench bench(Role::Publisher);
  bench.go_ready();
  bench.start("other name");
  bench.offer_created();
  CHECK(bench.post.url == "https://sm.example.com/live/whip/endpoint/other%20name");
}

TEST_CASE("publish(streamName) with a name that cannot be used is rejected and costs nothing") {
  const std::string name = GENERATE("", ".", "..", "a/b", "a\\b", "a%2fb", "a\nb");
  SessionBench bench(Role::Publisher);
  bench.go_ready();
  const Lines lines = bench.start(name);
  CHECK(lines ==
        Lines{concat("settle 1 rejected config.stream_", name.empty() ? "missing" : "invalid")});
  CHECK(bench.state() == State::Ready);
  CHECK(count(bench.start("good"), "open peer") == 1);
}

TEST_CASE("an endpoint of the caller's keeps its name") {
  SessionConfig config = sample_config(Role::Publisher);
  config.has_endpoint = true;
  config.endpoint.path = "/whip";
  SessionBench bench(config);
  bench.go_ready();
  bench.start("other");
  bench.offer_created();
  CHECK(bench.post.url == "https://sm.example.com/whip");
}

// ---------------------------------------------------------------------------------------------
// Failures

TEST_CASE("a refused start is told by its events and by the promise") {
  const bool publishes = GENERATE(true, false);
  const auto [status, other, bad_name] = GENERATE(table<int, std::string, bool>({
      {400, "http.bad_request", false},
      {401, "http.unauthorized", false},
      {403, "http.forbidden", false},
      {404, "", true},
      {409, "", true},
      {500, "http.server_error", false},
      {503, "http.unavailable", false},
  }));
  CAPTURE(publishes, status);
  const Role role = publishes ? Role::Publisher : Role::Subscriber;
  const std::string code = code_of_refusal(role, status, other);
  SessionBench bench(role);
  bench.go_posting();
  Lines expected{"close peer"};
  if (!publishes) expected.push_back("detach view");
  if (bad_name)
    expected.push_back(concat("emit ", publishes ? "Publish" : "Subscribe", ".InvalidName ", code));
  expected.push_back("emit Connect.Failure " + code);
  expected.push_back("settle 1 rejected " + code);
  expected.push_back("release media");
  if (publishes) expected.push_back("detach view");
  CHECK(bench.post_answered({.status = status}) == expected);
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a start that fails rejects at once, before the server's session is deleted") {
  SessionBench bench(Role::Subscriber);
  bench.go_posting();
  CHECK(bench.post_answered({.body = "<html>"}) ==
        Lines{concat("DELETE #4 ", kSession, " keepalive"), "detach view",
              "emit Connect.Failure signal.not_sdp", "settle 1 rejected signal.not_sdp"});
  CHECK(bench.state() == State::Closing);
  CHECK(bench.delete_answered(200) == Lines{"close peer", "release media"});
}

TEST_CASE("a server that never answers rejects the start and is asked no more") {
  SessionBench bench(Role::Subscriber);
  bench.go_posting();
  CHECK(bench.expire() == Lines{"close peer", "detach view", "emit Connect.Failure signal.timeout",
                                "settle 1 rejected signal.timeout"});
  CHECK(bench.expire() == Lines{"abort #2", "release media"});
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a live session that is lost says so and closes") {
  const bool publishes = GENERATE(true, false);
  SessionBench bench(publishes ? Role::Publisher : Role::Subscriber);
  bench.go_live();
  Lines lines;
  SECTION("by its peer") {
    lines = bench.peer(GENERATE(PeerState::Failed, PeerState::Closed));
  }
  SECTION("by silence") {
    CHECK(bench.peer(PeerState::Disconnected).empty());
    CHECK(bench.wait() == Millis(5'000));
    lines = bench.expire();
  }
  const Lines told = publishes ? Lines{"emit Publish.Fail peer.failed",
                                       "emit Publisher.Connection.Closed peer.failed"}
                               : Lines{"emit Subscribe.Fail peer.failed",
                                       "emit Subscribe.Connection.Closed peer.failed"};
  CHECK(Lines(lines.end() - 2, lines.end()) == told);
  Lines ended{"close peer", "release media"};
  if (publishes) ended.push_back("detach view");
  CHECK(bench.delete_answered(200) == ended);
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a live session that comes back within its grace says nothing") {
  SessionBench bench(Role::Publisher);
  bench.go_live();
  CHECK(bench.peer(PeerState::Disconnected).empty());
  CHECK(bench.peer(PeerState::Connected).empty());
  CHECK_FALSE(bench.has_deadline());
}

// ---------------------------------------------------------------------------------------------
// Autoplay

TEST_CASE("a blocked playback is tried again muted, and then told") {
  SessionBench bench(Role::Subscriber);
  bench.go_live();
  bench.put(TrackArrived{bench.attempt, true});
  CHECK(bench.put(PlaybackBlocked{bench.attempt, false}) ==
        Lines{"play muted", "emit Subscribe.Autoplay.Muted (element)"});
  CHECK(bench.put(PlaybackBlocked{bench.attempt, true}) ==
        Lines{"emit Subscribe.Autoplay.Failure (element)"});
}

TEST_CASE("a blocked playback is told at once where muting is not wanted") {
  SessionConfig config = sample_config(Role::Subscriber);
  config.mute_if_autoplay_blocked = false;
  SessionBench bench(config);
  bench.go_live();
  CHECK(bench.put(PlaybackBlocked{bench.attempt, false}) ==
        Lines{"emit Subscribe.Autoplay.Failure (element)"});
}

// ---------------------------------------------------------------------------------------------
// The page

TEST_CASE("a page that goes away ends its session in the same turn") {
  SessionBench bench(Role::Publisher);
  SECTION("live") {
    bench.go_live();
    CHECK(bench.hide() == Lines{"emit Publisher.Connection.Closed",
                                concat("DELETE #5 ", kSession, " keepalive"), "close peer",
                                "release media", "detach view"});
  }
  SECTION("waiting for the server") {
    bench.go_posting();
    CHECK(bench.hide() == Lines{"settle 1 rejected state.closed", "abort #2", "close peer",
                                "release media", "detach view"});
  }
  SECTION("waiting for the camera") {
    bench.start();
    CHECK(bench.hide() == Lines{"settle 1 rejected state.closed", "release media", "detach view"});
  }
  SECTION("unpublishing") {
    bench.go_live();
    bench.stop();
    CHECK(bench.hide() == Lines{"close peer", "emit Unpublish.Success", "settle 2 resolved"});
  }
  CHECK(bench.state() == State::Ended);
}

// ---------------------------------------------------------------------------------------------
// The past

TEST_CASE("answers of another attempt are dropped") {
  SessionBench bench(Role::Publisher);
  bench.go_posting();
  SendHttp other = bench.post;
  other.attempt = AttemptId{2};
  CHECK(bench.put(answered(other, {})).empty());
  CHECK(bench.put(PeerStateChanged{AttemptId{0}, PeerState::Failed}).empty());
  CHECK(bench.state() == State::Negotiating);
}

TEST_CASE("what the browser still says of a closing session has no effect") {
  SessionBench bench(GENERATE(Role::Publisher, Role::Subscriber));
  bench.go_live({.link = "<stun:s.example.com>; rel=\"ice-server\""});
  bench.stop();
  CHECK(bench.put(TrackArrived{bench.attempt, true}).empty());
  CHECK(bench.put(PlaybackBlocked{bench.attempt, false}).empty());
  CHECK(bench.gathered().empty());
  CHECK(bench.candidate(1).empty());
  CHECK(bench.refused(bench.servers).empty());
  CHECK(bench.peer(PeerState::Failed).empty());
}

}  // namespace
