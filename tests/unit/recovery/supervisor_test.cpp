// What an app with `recovery` sees of its sessions.

#include <catch2/generators/catch_generators.hpp>

#include "unit/recovery/playing.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using State = SupervisorState;

SessionConfig config(Role role, void (*change)(RecoveryOptions&) = nullptr) {
  SessionConfig config = sample_config(role);
  config.recovery.enabled = true;
  if (change) change(config.recovery);
  return config;
}

Lines operator+(Lines lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

// For a steady stream, while the server has been asked whether it is there.
constexpr Millis kTooLong{2'100};

}  // namespace

TEST_CASE("a player that goes silent is replaced beside, at the first frame of the new session") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  const AttemptId old = bench.attempt;
  const Lines lost = play(bench, kTooLong, false);
  CHECK(count(lost, "emit Reconnect.Start stalled #0 peer.stalled") == 1);
  CHECK(count(lost, "emit Reconnect.Attempt stalled #1 peer.stalled") == 1);
  CHECK(count_starting_with(lost, "open peer") == 1);
  CHECK(count(lost, "close peer") == 0);
  REQUIRE(bench.attempt != old);

  // What it says is held until it has a frame.
  CHECK(count_starting_with(bench.negotiate(), "emit") == 0);
  CHECK(count_starting_with(bench.sampled(9, 0), "emit") == 0);
  const Lines over = bench.sampled(10, 1);
  CHECK(count(over, "show") == 1);
  CHECK(count(over, "emit Subscribe.Start") == 1);
  CHECK(count(over, "emit Reconnect.Success stalled #1") == 1);
  CHECK(count_starting_with(over, "DELETE") == 1);  // the old one goes
  CHECK(bench.state() == State::Live);
}

TEST_CASE("a silent player asks the server, and believes its answer") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  const Lines quiet = play(bench, Millis(400), false);
  REQUIRE(count_starting_with(quiet, "PATCH") == 1);
  SECTION("that it is there") {
    std::size_t asked = 0;
    for (int second = 0; second < 30; ++second) {
      bench.patch_answered(204);
      const Lines lines = play(bench, Millis(1'000), false);
      CHECK(count_starting_with(lines, "emit") == 0);
      asked += count_starting_with(lines, "PATCH");
    }
    // It is asked again, ever more seldom: the session may end in the silence.
    CHECK(asked >= 6);
    CHECK(asked <= 12);
    while (count_starting_with(play(bench, Millis(1'000), false), "PATCH") == 0) continue;
    CHECK(count_starting_with(bench.patch_answered(404), "emit Reconnect.Start") == 1);
  }
  SECTION("that the session is gone") {
    CHECK(count_starting_with(bench.patch_answered(404), "emit Reconnect.Start") == 1);
  }
  SECTION("that cannot be had") {
    bench.lost(bench.patch);
    const Lines lost = play(bench, Millis(200), false);
    CHECK(count(lost, "emit Reconnect.Start stalled #0 peer.stalled") == 1);
  }
  SECTION("for which it waits as long as media may be late too") {
    CHECK(play(bench, Millis(1'000), false).empty());
    CHECK(count_starting_with(play(bench, Millis(700), false), "emit Reconnect.Start") == 1);
  }
}

TEST_CASE("a session that wakes up keeps its place, and the new one is deleted") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  const AttemptId old = bench.attempt;
  play(bench, kTooLong, false);
  REQUIRE(bench.state() == State::Retrying);
  bench.offer_created();
  bench.applied(bench.local);
  bench.post_answered();
  const Lines woke = bench.put(StatsSampled{old, {.packets = 1'000'000, .frames = 1'000'000}});
  CHECK(count(woke, "emit Reconnect.Success stalled #1 kept") == 1);
  CHECK(count_starting_with(woke, "DELETE") == 1);
  CHECK(bench.state() == State::Live);
}

TEST_CASE("a certain loss is told by Reconnect events alone") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  const Lines lost = bench.peer(PeerState::Failed);
  CHECK(count_starting_with(lost, "emit Reconnect.") == 2);
  CHECK(count_starting_with(lost, "emit Subscribe.") == 0);
  CHECK(count(lost, "detach view") == 0);  // the last picture stays
}

TEST_CASE("what gives up says so once, and then all that was kept back") {
  SupervisorBench bench(config(Role::Subscriber, [](auto& recovery) { recovery.attempts = 1; }));
  go_live(bench);
  bench.peer(PeerState::Failed);
  const Lines over = bench.refused(bench.offer);
  CHECK(count_starting_with(over, "emit Reconnect.Failure disconnected #1") == 1);
  CHECK(count(over, "emit Subscribe.Fail peer.failed") == 1);
  CHECK(count(over, "emit Subscribe.Connection.Closed peer.failed") == 1);
  CHECK(count(over, "detach view") == 1);
  CHECK(bench.start() == Lines{"settle 2 rejected state.closed"});
  bench.delete_answered(200);
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("subscribe() is pending until there is a stream") {
  SupervisorBench bench(config(Role::Subscriber));
  bench.drain();
  bench.start();
  Lines lines;
  for (int i = 0; i < 40; ++i) {
    lines = lines + bench.offer_created();
    lines = lines + bench.applied(bench.local);
    lines = lines + bench.post_answered({.status = 404});
    REQUIRE(bench.wait() >= Millis(800));
    REQUIRE(bench.wait() <= Millis(1200));
    lines = lines + bench.expire();
  }
  CHECK(count_starting_with(lines, "settle") == 0);
  CHECK(count_starting_with(lines, "emit Subscribe.InvalidName") == 0);
  CHECK(count_starting_with(lines, "emit Reconnect.Start connect") == 1);
  CHECK(count(bench.negotiate(), "settle 1 resolved") == 1);
  CHECK(bench.state() == State::Live);
}

TEST_CASE("a publisher keeps its camera, and a taken name makes room for itself") {
  SupervisorBench bench(config(Role::Publisher));
  bench.drain();
  bench.media_ready();
  bench.start();
  bench.negotiate();
  const Lines lost = bench.peer(PeerState::Failed);
  CHECK(count(lost, "release media") == 0);
  bench.delete_answered(200);
  bench.offer_created();
  bench.applied(bench.local);
  const Lines refused = bench.post_answered({.status = 409});
  CHECK(count_starting_with(refused, "emit Reconnect.Attempt disconnected #2 stream.name_taken") ==
        1);
  const Lines next = bench.expire();
  CHECK(count(next, "acquire media") == 0);
  CHECK(count_starting_with(bench.negotiate(), "emit Reconnect.Success") == 1);
  const Lines end = bench.stop(true);
  CHECK(count(bench.delete_answered(200), "release media") == 1);
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("offline nothing is tried, online it is at once") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  bench.put(OnlineChanged{false});
  const Lines lost = bench.peer(PeerState::Failed);
  CHECK(count_starting_with(lost, "open peer") == 0);
  bench.delete_answered(200);
  CHECK(play(bench, Millis(60'000), false).empty());
  CHECK(count_starting_with(bench.put(OnlineChanged{true}), "open peer") == 1);
}

TEST_CASE("the app's policy is asked for each attempt, and may stop") {
  SupervisorBench bench(config(Role::Subscriber, [](auto& r) { r.has_policy = true; }));
  go_live(bench);
  const Lines lost = bench.peer(PeerState::Failed);
  CHECK(lost.back() == "ask policy disconnected #1 peer.failed");
  const Lines planned = bench.put(PolicyAnswered{Millis(4321)});
  CHECK(planned == Lines{"emit Reconnect.Attempt disconnected #1 peer.failed"});
  bench.delete_answered(200);
  CHECK(bench.wait() == Millis(4321));
  bench.expire();
  bench.offer_created();
  CHECK(count_starting_with(bench.lost(bench.post), "ask policy disconnected #2") == 1);
  CHECK(count_starting_with(bench.put(PolicyAnswered{}), "emit Reconnect.Failure") == 1);
}

TEST_CASE("a refused token is asked for anew once, and then it is over") {
  SupervisorBench bench(config(Role::Subscriber, [](auto& r) { r.has_token = true; }));
  bench.drain();
  bench.start();
  bench.offer_created();
  bench.applied(bench.local);
  CHECK(count(bench.post_answered({.status = 401}), "ask token") == 1);
  bench.put(TokenGiven{"fresh"});
  bench.offer_created();
  CHECK(bench.post.headers.front().value == "Bearer fresh");
  bench.applied(bench.local);
  const Lines over = bench.post_answered({.status = 401});
  CHECK(count(over, "settle 1 rejected http.unauthorized") == 1);
  CHECK(count_starting_with(over, "emit Reconnect.Failure") == 1);
}

TEST_CASE("what a caller has done wrong is not tried again, and no Reconnect event tells of it") {
  SupervisorBench bench(config(Role::Subscriber));
  bench.drain();
  bench.start();
  bench.offer_created();
  bench.applied(bench.local);
  const Lines over = bench.post_answered({.status = 403});
  CHECK(count_starting_with(over, "emit Reconnect") == 0);
  CHECK(count(over, "emit Connect.Failure http.forbidden") == 1);
  CHECK(count(over, "settle 1 rejected http.forbidden") == 1);
}

TEST_CASE("stop() of the recovery ends it, and nothing is recovered after it") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  bench.put(StopRecoveryCalled{});
  CHECK(play(bench, Millis(4000), false).empty());  // not watched any more
  const Lines lost = bench.peer(PeerState::Failed);
  CHECK(count_starting_with(lost, "emit Reconnect") == 0);
  CHECK(count(lost, "emit Subscribe.Connection.Closed peer.failed") == 1);
}

TEST_CASE("unsubscribe() while recovering resolves when both sessions are gone") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  play(bench, kTooLong, false);
  const SendHttp none = bench.removal;
  bench.offer_created();
  bench.applied(bench.local);
  bench.post_answered();
  const Lines stopped = bench.stop();
  CHECK(count_starting_with(stopped, "DELETE") == 2);
  CHECK(count_starting_with(stopped, "settle") == 0);
  CHECK(bench.state() == State::Closing);
}

TEST_CASE("without recovery a session passes through as it is, and its picture is looked at") {
  SessionConfig plain = sample_config(Role::Subscriber);
  SupervisorBench bench(plain);
  SessionBench session(plain);
  CHECK(bench.drain() == session.drain());
  CHECK(bench.start() == session.start());
  CHECK(bench.offer_created() == session.offer_created());
  CHECK(bench.applied(bench.local) == session.applied(session.local));
  CHECK(bench.post_answered() == session.post_answered());
  CHECK(bench.applied(bench.remote) == session.applied(session.remote));
  CHECK(bench.peer(PeerState::Connected) == session.peer(PeerState::Connected));
  CHECK(bench.expire() == Lines{"sample"});
  CHECK(bench.sampled(1, 1).empty());
  CHECK(bench.peer(PeerState::Failed) == session.peer(PeerState::Failed));
  CHECK(bench.delete_answered(200) == session.delete_answered(200));
  CHECK(bench.state() == State::Ended);
}

TEST_CASE("a stream that is starting already is no loss to an app that wants no recovery") {
  for (const bool wants : {true, false}) {
    SessionConfig config = sample_socket_config(Role::Subscriber);
    config.recovery.enabled = true;
    SupervisorBench bench(config);
    bench.drain();
    bench.start();
    bench.opened();
    bench.hears(said::welcome());
    bench.hears(said::available(true));
    if (!wants) bench.put(StopRecoveryCalled{});
    const Lines heard = bench.hears(said::status_text("stream1 already starting"));
    CHECK(count_starting_with(heard, "emit Reconnect.Start") == (wants ? 1 : 0));
    CHECK(count_starting_with(heard, "settle") == 0);
    CHECK(bench.state() == (wants ? State::Waiting : State::Connecting));
  }
}
