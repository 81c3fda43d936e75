// What an app with `recovery` sees when this machine's own network changes.

#include <catch2/generators/catch_generators.hpp>

#include "unit/recovery/playing.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using State = SupervisorState;

SessionConfig config(Role role, bool recovers = true) {
  SessionConfig config = sample_config(role);
  config.recovery.enabled = recovers;
  return config;
}

bool begins(const Lines& lines, std::string_view start) {
  return count_starting_with(lines, start) > 0;
}

}  // namespace

TEST_CASE("a silent player whose network is another one does not wait, whatever the server says") {
  const NetworkChange change = GENERATE(NetworkChange::More, NetworkChange::Lost);
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  const AttemptId old = bench.attempt;
  const Lines quiet = play(bench, Millis(450), false);
  CHECK(count(quiet, "look at network") == 1);
  bench.patch_answered(204);
  const Lines lost = bench.put(NetworkLooked{old, change});
  CHECK(count(lost, "emit Reconnect.Start network #0 peer.stalled") == 1);
  CHECK(begins(lost, "open peer"));
  CHECK(count(lost, "close peer") == 0);
  REQUIRE(bench.attempt != old);
  SECTION("the new session takes over with its first frame") {
    bench.negotiate();
    CHECK(count(bench.sampled(10, 1), "emit Reconnect.Success network #1") == 1);
  }
  SECTION("the old one keeps its place where it comes back first") {
    const Lines woke = bench.put(StatsSampled{old, {.packets = 1'000'000, .frames = 1'000'000}});
    CHECK(count(woke, "emit Reconnect.Success network #1 kept") == 1);
    CHECK(bench.state() == State::Live);
  }
}

TEST_CASE("where the server can restart ICE, a player's new session leaves that a head start") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live_tagged(bench);
  const AttemptId old = bench.attempt;
  play(bench, Millis(450), false);
  bench.patch_answered(204);
  const Lines lost = bench.put(NetworkLooked{old, NetworkChange::Lost});
  CHECK(begins(lost, "emit Reconnect.Start network"));
  CHECK(begins(lost, "create restart offer"));
  CHECK_FALSE(begins(lost, "open peer"));
  SECTION("a short one") {
    CHECK_FALSE(begins(play(bench, Millis(299), false), "open peer"));
    CHECK(begins(play(bench, Millis(1), false), "open peer"));
    CHECK(bench.attempt != old);
  }
  SECTION("a longer one where packets come again, and only a picture is missing") {
    play(bench, Millis(200), false);
    CHECK_FALSE(begins(bench.put(StatsSampled{old, {.packets = 1'000'000}}), "open peer"));
    CHECK_FALSE(begins(play(bench, Millis(299), false, false), "open peer"));
    CHECK(begins(play(bench, Millis(1), false, false), "open peer"));
  }
  SECTION("and none where it is refused") {
    bench.offer_created(sample_sdp("actpass", "ours2"));
    bench.applied(bench.local);
    CHECK(begins(bench.patch_answered(422), "open peer"));
  }
  SECTION("media that comes back by then leaves nothing else to do") {
    const Lines woke = bench.put(StatsSampled{old, {.packets = 1'000'000, .frames = 1'000'000}});
    CHECK(begins(woke, "emit Reconnect.Success network #1 kept"));
    CHECK_FALSE(begins(play(bench, Millis(1'000)), "open peer"));
  }
}

TEST_CASE("a silence on the same network is the stream's own") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  // The server and the browser are asked again and again, ever more seldom.
  int asked = 0;
  for (int second = 0; second < 30; ++second) {
    const Lines lines = play(bench, Millis(1'000), false);
    CHECK_FALSE(begins(lines, "emit"));
    if (count(lines, "look at network") == 0) continue;
    ++asked;
    bench.patch_answered(204);
    CHECK(bench.put(NetworkLooked{bench.attempt, NetworkChange::None}).empty());
  }
  CHECK(asked >= 6);
  CHECK(asked <= 12);
  // Until the browser says that something has changed.
  CHECK(count(bench.put(NetworkChanged{}), "look at network") == 1);
  CHECK(
      begins(bench.put(NetworkLooked{bench.attempt, NetworkChange::More}), "emit Reconnect.Start"));
}

TEST_CASE("a peer that is called disconnected is not believed to be while its media comes") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live_tagged(bench);
  CHECK(bench.peer(PeerState::Disconnected).empty());
  CHECK(play(bench, Millis(2'000)).empty());
  SECTION("until it does not") {
    const Lines quiet = play(bench, Millis(450), false);
    CHECK(begins(quiet, "emit Reconnect.Start network #0 peer.stalled"));
    CHECK(begins(quiet, "create restart offer"));
  }
  SECTION("and is forgotten when the browser takes it back") {
    CHECK(bench.peer(PeerState::Connected).empty());
    const Lines quiet = play(bench, Millis(450), false);
    CHECK_FALSE(begins(quiet, "emit"));
    CHECK(count(quiet, "look at network") == 1);
  }
  SECTION("nor for as long as it likes") {
    CHECK(begins(play(bench, Millis(6'000)), "emit Reconnect.Start"));
  }
}

TEST_CASE("a publisher whose address is gone does not wait for a silence") {
  SupervisorBench bench(config(Role::Publisher));
  bench.drain();
  bench.put(MediaReady{true});
  go_live(bench);
  CHECK(count(bench.put(OnlineChanged{true}), "look at network") == 1);
  // It may have been told too early to see what it is.
  const NetworkLooked more{bench.attempt, NetworkChange::More};
  CHECK(bench.put(more) == Lines{"look at network"});
  const Lines lost = bench.put(NetworkLooked{bench.attempt, NetworkChange::Lost});
  CHECK(begins(lost, "emit Reconnect.Start network"));
  CHECK(bench.put(NetworkLooked{bench.attempt, NetworkChange::Lost}).empty());
}

TEST_CASE("a network that comes up beside the one in use is suspected for two seconds") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  CHECK(bench.put(NetworkLooked{bench.attempt, NetworkChange::More}).empty());
  SECTION("a silence then is its doing") {
    play(bench, Millis(1'000));
    CHECK(begins(play(bench, Millis(450), false), "emit Reconnect.Start network"));
  }
  SECTION("one that comes later is asked about like any other") {
    play(bench, Millis(2'500));
    const Lines quiet = play(bench, Millis(450), false);
    CHECK_FALSE(begins(quiet, "emit"));
    CHECK(count(quiet, "look at network") == 1);
  }
}

TEST_CASE("an attempt that has begun over the network of before is made anew") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  const AttemptId first = bench.attempt;
  play(bench, Millis(450), false);
  bench.put(NetworkLooked{first, NetworkChange::Lost});
  const AttemptId second = bench.attempt;
  CHECK_FALSE(begins(bench.put(NetworkChanged{}), "open peer"));
  bench.now += Millis(300);
  CHECK(begins(bench.put(NetworkChanged{}), "close peer"));
  CHECK(bench.attempt != second);
}

TEST_CASE("a page that may come back lets go of everything, and has its stream again") {
  const Role role = GENERATE(Role::Publisher, Role::Subscriber);
  SupervisorBench bench(config(role));
  bench.drain();
  if (role == Role::Publisher) bench.put(MediaReady{true});
  go_live(bench);
  const AttemptId old = bench.attempt;
  const Lines left = bench.put(PageHidden{.may_return = true});
  CHECK(count(left, "emit Reconnect.Start closed #0 signal.closed") == 1);
  CHECK(count(left, "close peer") == 1);
  CHECK(begins(left, "DELETE"));
  CHECK(count(left, "release media") == (role == Role::Publisher ? 1 : 0));
  CHECK(bench.state() == State::Waiting);
  SECTION("nothing is tried meanwhile, whatever is hoped for") {
    CHECK_FALSE(begins(play(bench, Millis(60'000)), "open peer"));
    CHECK_FALSE(begins(bench.put(OnlineChanged{true}), "open peer"));
    CHECK_FALSE(begins(bench.put(RetryCalled{}), "open peer"));
    CHECK(bench.attempt == old);
  }
  SECTION("it may be left for good meanwhile") {
    CHECK_FALSE(begins(bench.put(PageHidden{}), "open peer"));
    CHECK(bench.state() == State::Ended);
    CHECK_FALSE(begins(bench.put(PageShown{}), "open peer"));
    return;
  }
  const Lines back = bench.put(PageShown{});
  CHECK(count(back, "reopen media") == (role == Role::Publisher ? 1 : 0));
  CHECK(begins(back, "open peer"));
  CHECK(bench.attempt != old);
}

TEST_CASE("without recovery a page that was left has no stream when it is back") {
  SupervisorBench bench(config(Role::Subscriber, false));
  bench.drain();
  bench.start();
  bench.negotiate();
  const Lines left = bench.put(PageHidden{.may_return = true});
  CHECK(begins(left, "emit Subscribe.Connection.Closed"));
  CHECK(bench.put(PageShown{}).empty());
}

TEST_CASE("whoever says that the network may be another one has the server asked, too") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  CHECK(begins(bench.put(NetworkChanged{}), "PATCH"));
  CHECK_FALSE(begins(bench.put(NetworkChanged{}), "PATCH"));
  CHECK(begins(bench.patch_answered(404), "emit Reconnect.Start"));
}

TEST_CASE("a server that has refused an ICE restart is not asked for one again") {
  SupervisorBench bench(config(Role::Subscriber));
  const auto connect = [&bench] {
    bench.offer_created();
    bench.applied(bench.local);
    bench.post_answered({.etag = "\"one\""});
    bench.applied(bench.remote);
    bench.peer(PeerState::Connected);
  };
  const auto restarts = [&bench](Millis silence) {
    play(bench, silence, false);
    return begins(bench.peer(PeerState::Disconnected), "create restart offer");
  };
  bench.drain();
  bench.start();
  connect();
  play(bench, Millis(12'000));
  REQUIRE(restarts(Millis(400)));
  bench.offer_created(sample_sdp("actpass", "ours2"));
  bench.applied(bench.local);
  // Who only cannot at the moment may be asked again.
  const int status = GENERATE(405, 422, 501, 503);
  REQUIRE(begins(bench.patch_answered(status), "open peer"));
  connect();
  bench.sampled(1'000'000, 1);
  REQUIRE(bench.state() == State::Live);
  CHECK(restarts(Millis(1'800)) == (status == 503));  // while it is young
}
