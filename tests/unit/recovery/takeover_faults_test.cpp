// Faults of sessions that follow each other, that were met once, by the number of their report.

#include <catch2/generators/catch_generators.hpp>

#include "unit/recovery/playing.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using State = SupervisorState;

SessionConfig config(Role role) {
  SessionConfig config = sample_config(role);
  config.recovery.enabled = true;
  if (role == Role::Subscriber) config.subscription_id = "subscriber-1";
  return config;
}

void append(Lines& lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
}

constexpr Millis kTooLong{2'600};

}  // namespace

TEST_CASE("1: each session of a player has a request id of its own, whoever gave the first") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  CHECK(bench.post.url.find("requestId=subscriber-1") != std::string::npos);
  play(bench, kTooLong, false);
  bench.offer_created();
  CHECK(bench.post.url.ends_with("requestId=subscriber-1-2"));
}

TEST_CASE("1: a player's WebSocket has an id of its own, too") {
  SessionConfig socket = sample_socket_config(Role::Subscriber);
  socket.recovery.enabled = true;
  SupervisorBench bench(socket);
  Lines lines = bench.drain();
  append(lines, bench.start());
  append(lines, bench.closed());
  play(bench, Millis(1'000), false);
  append(lines, bench.closed());
  append(lines, play(bench, Millis(2'000), false));
  std::erase_if(lines, [](const std::string& line) { return !line.starts_with("open socket"); });
  REQUIRE(lines.size() > 1);
  CHECK(lines[0].ends_with("?id=subscriber-1"));
  CHECK(lines[1].ends_with("?id=subscriber-1-2"));
}

TEST_CASE("1: what has the URL of a living session is not deleted") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  play(bench, kTooLong, false);
  bench.offer_created();
  bench.applied(bench.local);
  // A server that makes the URL of the stream's name alone.
  bench.Bench::post_answered({.location = "/session/1"});
  bench.applied(bench.remote);
  bench.peer(PeerState::Connected);
  const Lines over = bench.sampled(10, 1);
  CHECK(count_starting_with(over, "emit Reconnect.Success") == 1);
  CHECK(count_starting_with(over, "DELETE") == 0);
  CHECK(count(over, "close peer") == 1);
  // The one that lives is ended, when its time comes.
  CHECK(count_starting_with(bench.stop(), "DELETE") == 1);
}

TEST_CASE("2: a publisher ends its own old session before it asks for the name again") {
  SupervisorBench bench(config(Role::Publisher), MediaSource::Supplied);
  go_live(bench);
  const Lines lost = bench.peer(PeerState::Failed);
  CHECK(count_starting_with(lost, "DELETE") == 1);
  CHECK(count_starting_with(lost, "open peer") == 0);
  SECTION("and begins when that is answered") {
    CHECK(count_starting_with(bench.delete_answered(200), "open peer") == 1);
  }
  SECTION("or when it has waited for long enough") {
    const TimePoint begin = bench.now;
    Lines lines;
    while (count_starting_with(lines, "open peer") == 0 && bench.now - begin < Millis(5'000))
      append(lines, bench.expire());
    CHECK(bench.now - begin <= Millis(1'000));
    CHECK(count_starting_with(lines, "open peer") == 1);
  }
}

TEST_CASE("2: what is repeated of the old session's end waits while the name is asked for again") {
  SupervisorBench bench(config(Role::Publisher), MediaSource::Supplied);
  go_live(bench);
  bench.peer(PeerState::Failed);
  Lines lines;
  const TimePoint begin = bench.now;
  while (count_starting_with(lines, "open peer") == 0 && bench.now - begin < Millis(5'000))
    append(lines, bench.expire());
  REQUIRE(count_starting_with(lines, "open peer") == 1);
  append(lines, bench.offer_created());
  append(lines, bench.applied(bench.local));
  append(lines, bench.delete_answered(503));
  const TimePoint asked = bench.now;
  const std::size_t told = count_starting_with(lines, "DELETE");
  SECTION("for a second at most") {
    while (count_starting_with(lines, "DELETE") == told && bench.now - asked < Millis(5'000))
      append(lines, bench.expire());
    CHECK(count_starting_with(lines, "DELETE") == told + 1);
    CHECK(bench.now - asked == Millis(1'000));
  }
  SECTION("or until that is answered, and never ends what has its URL now") {
    append(lines, play(bench, Millis(500)));
    append(lines, bench.Bench::post_answered({.location = "/session/1"}));
    append(lines, play(bench, Millis(3'000)));
    CHECK(count_starting_with(lines, "DELETE") == told);
  }
}

TEST_CASE("8: a token that has served may expire, again and again") {
  SessionConfig waiting = config(Role::Subscriber);
  waiting.recovery.has_token = true;
  waiting.token = "first";
  SupervisorBench bench(waiting);
  bench.drain();
  bench.start();
  const auto answer = [&](int status) {
    bench.offer_created();
    bench.applied(bench.local);
    return bench.Bench::post_answered(
        {.status = status, .location = "", .body = "", .content_type = ""});
  };
  for (int expiry = 0; expiry < 5; ++expiry) {
    REQUIRE(count(answer(401), "ask token") == 1);
    bench.put(TokenGiven{"another"});
    answer(404);
    play(bench, Millis(1'500), false);
    REQUIRE(bench.state() == State::Retrying);
  }
  // One that has never served is no good.
  REQUIRE(count(answer(401), "ask token") == 1);
  bench.put(TokenGiven{"bad"});
  CHECK(count_starting_with(answer(401), "emit Reconnect.Failure") == 1);
}

TEST_CASE("9: where no picture is promised, or there was none, its first frame is not waited for") {
  SupervisorBench bench(config(Role::Subscriber));
  const bool had_picture = GENERATE(true, false);
  const bool certain = GENERATE(true, false);
  CAPTURE(had_picture, certain);
  go_live(bench, had_picture);
  if (certain) {
    bench.peer(PeerState::Failed);
  } else {
    play(bench, kTooLong, false, had_picture);
  }
  bench.offer_created();
  bench.applied(bench.local);
  std::string body = sample_answer();
  if (had_picture) body.replace(body.find("m=video 9"), 9, "m=video 0");
  bench.post_answered({.body = body + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\n"});
  bench.applied(bench.remote);
  bench.peer(PeerState::Connected);
  CHECK(count_starting_with(bench.sampled(10, 0), "emit Reconnect.Success") == 1);
}

TEST_CASE("a server that has refused a channel once is not offered one again") {
  SessionConfig asks = config(Role::Subscriber);
  asks.uses_channel = true;
  SupervisorBench bench(asks);
  bench.drain();
  CHECK(count_starting_with(bench.start(), "open peer with channel") == 1);
  bench.offer_created();
  const Lines refused = bench.post_answered({.status = 406, .location = "", .body = ""});
  CHECK(std::ranges::count(refused, "open peer") == 1);
  bench.now += Millis(30);
  bench.negotiate();
  const Lines lost = bench.peer(PeerState::Failed);
  CHECK(std::ranges::count(lost, "open peer") == 1);
  CHECK(count_starting_with(lost, "open peer with channel") == 0);
}

TEST_CASE("11: a restart that leads nowhere keeps nobody waiting") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live_tagged(bench);
  play(bench, Millis(450), false);
  const Lines lost = bench.peer(PeerState::Disconnected);
  REQUIRE(count_starting_with(lost, "create restart offer") == 1);
  bench.offer_created(sample_sdp("actpass", "ours2"));
  bench.applied(bench.local);
  Lines lines;
  SECTION("405") {
    lines = bench.patch_answered(405);
  }
  SECTION("404") {
    lines = bench.patch_answered(404);
  }
  SECTION("lost") {
    lines = bench.lost(bench.patch);
  }
  SECTION("the old session ends meanwhile") {
    lines = bench.peer(PeerState::Failed);
  }
  CHECK(count_starting_with(lines, "open peer") == 1);
}

TEST_CASE("16: the app hears that an old session may have stayed") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  bench.stop();
  const Lines lines = bench.delete_answered(403);
  CHECK(count(lines, "emit Subscribe.Status signal.not_ended") == 1);
  CHECK(count(lines, "emit Subscribe.Stop") == 1);
}

TEST_CASE("39: time never goes back inside the core") {
  SupervisorBench bench(config(Role::Subscriber));
  go_live(bench);
  const TimePoint latest = bench.now;
  bench.now -= Millis(60'000);
  bench.put(Timeout{});
  REQUIRE(bench.deadline());
  CHECK(*bench.deadline() >= latest - Millis(100));
}
