// ICE restarts: each as its server may answer it, with what becomes of the session behind it. By
// the numbers of the faults that were met once.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/samples.hpp"
#include "sim/world.hpp"

using namespace sluice;
using namespace sluice::sim;

namespace {

class Restart {
 public:
  explicit Restart(Role role, std::vector<Fault> always = {}, std::uint64_t seed = 1)
      : fate_(with_tags(std::move(always))), world_(seed, fate_) {
    SessionConfig config = test::sample_config(role);
    config.recovery.enabled = true;
    if (role == Role::Subscriber) config.subscription_id = "subscriber-1";
    world_.keep_trace();
    client_ =
        &world_.open(config, role == Role::Publisher ? MediaSource::Supplied : MediaSource::None);
    client_->start();
    while (!client_->monitor().is_live()) run(Millis(10));
    attempt_ = world_.server().sessions().begin()->second.attempt;
  }

  void run(Millis time) { world_.run_until(now_ += time); }
  void hear(PeerState state) { client_->tell(PeerStateChanged{attempt_, state}); }
  void freeze_media(Millis time) { world_.freeze_media(time); }
  // As a browser tells it, which waits for some seconds of silence.
  void lose_path() {
    freeze_media(Millis(2'000));
    run(Millis(2'000));
    hear(PeerState::Disconnected);
  }
  // The server forgets its session.
  void forget() { world_.server().forget_all(); }
  void stop() {
    client_->stop();
    world_.run_out();
    CHECK(world_.problem().empty());
  }

  // How many of the things that the client has done so far begin like this.
  [[nodiscard]] std::ptrdiff_t done(std::string_view what) {
    const std::string line = "    " + std::string(what);
    return std::ranges::count_if(world_.trace(),
                                 [&](const std::string& each) { return each.starts_with(line); });
  }
  // Of two things that the client has heard.
  [[nodiscard]] bool is_first(std::string_view one, std::string_view other) {
    for (const std::string& line : world_.trace()) {
      if (line.find(one) != std::string::npos) return true;
      if (line.find(other) != std::string::npos) return false;
    }
    return false;
  }
  [[nodiscard]] bool live() { return client_->monitor().is_live(); }
  // Whether the server knows each of the candidates that the browser has found, and that it does.
  [[nodiscard]] bool server_has_all() {
    return std::ranges::any_of(world_.server().sessions(), [&](const auto& entry) {
      const Server::Session& session = entry.second;
      return session.attempt == attempt_ && session.open && session.has_all &&
             std::ssize(session.candidates) == client_->browser().candidates(attempt_);
    });
  }

 private:
  static std::vector<Fault> with_tags(std::vector<Fault> always) {
    always.push_back(Fault::Etag);
    return always;
  }

  ScriptedFate fate_;
  World world_;
  Client* client_ = nullptr;
  AttemptId attempt_{};  // the first one
  TimePoint now_{};
};

constexpr Millis kAnswered{700};  // a request and its answer, behind three steps of the browser's

}  // namespace

TEST_CASE("11: a restart that is refused is not waited for") {
  const Role role = GENERATE(Role::Publisher, Role::Subscriber);
  Restart restart(role, {Fault::RestartRefused});
  restart.run(Millis(10'000));
  const auto before = restart.done("open peer");
  restart.lose_path();
  // Less than a restart that may lead somewhere would be given, the end of the old session
  // included.
  restart.run(Millis(1'500));
  CHECK(restart.done("create restart offer") == 1);
  CHECK(restart.done("open peer") == before + 1);
  restart.stop();
}

TEST_CASE("12: a session that is gone is not ended once more, and replaced at once") {
  const Role role = GENERATE(Role::Publisher, Role::Subscriber);
  int told = 0;  // by the answer to the restart, and not by the connection's end
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Restart restart(role, {}, seed);
    restart.run(Millis(10'000));
    restart.lose_path();
    restart.forget();
    restart.run(Millis(5'000));
    CHECK(restart.done("create restart offer") == 1);
    CHECK(restart.live());
    if (restart.is_first("HTTP 404", "peer closed")) {
      ++told;
      CHECK(restart.done("DELETE") == 0);
    }
    restart.stop();
  }
  CHECK(told > 0);
}

TEST_CASE("13: a second restart is tried where the first one's answer hides its entity-tag") {
  const Role role = GENERATE(Role::Publisher, Role::Subscriber);
  Restart restart(role, {Fault::RestartTagHidden});
  for (int time = 1; time <= 2; ++time) {
    restart.run(Millis(10'000));
    restart.lose_path();
    restart.run(kAnswered);
    restart.hear(PeerState::Connected);
    CHECK(restart.done("create restart offer") == time);
    CHECK(restart.live());
  }
  restart.stop();
}

TEST_CASE("13: so it is where the server had no time for the first one") {
  Restart restart(Role::Subscriber, {Fault::RestartPutOff});
  for (int time = 1; time <= 2; ++time) {
    restart.run(Millis(10'000));
    restart.lose_path();
    while (restart.done("roll back") < time) restart.run(Millis(10));
    restart.hear(PeerState::Connected);
    CHECK(restart.done("create restart offer") == time);
    CHECK(restart.live());
  }
  restart.stop();
}

TEST_CASE("14: whenever a restart begins, the server gets all of its candidates, and their end") {
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    CAPTURE(seed);
    Restart restart(seed % 2 == 0 ? Role::Publisher : Role::Subscriber, {}, seed);
    // While the first candidates are still being gathered, or behind that.
    const Millis when(static_cast<std::int64_t>(seed) * 3);
    restart.freeze_media(when + kAnswered);
    restart.run(when);
    restart.hear(PeerState::Disconnected);
    restart.run(kAnswered);
    restart.hear(PeerState::Connected);
    restart.run(Millis(10'000));
    REQUIRE(restart.done("create restart offer") == 1);
    CHECK(restart.server_has_all());
    restart.stop();
  }
}
