#include "sim/app.hpp"

#include "sim/samples.hpp"

namespace sluice::sim {
namespace {

SessionConfig some_config(Nature& nature) {
  SessionConfig config =
      test::sample_config(nature.likely(50) ? Role::Publisher : Role::Subscriber);
  if (nature.likely(50)) config.token = test::kToken;
  config.trickle = nature.likely(80);
  config.use_offered_ice_servers = nature.likely(70);
  config.release_media_on_stop = nature.likely(30);
  config.mute_if_autoplay_blocked = nature.likely(70);
  if (nature.likely(40)) {
    const auto some = [&] { return nature.between(100, 20'000); };
    config.timeouts = {some(), some(), some(), some(), some(), some(), some()};
  }
  return config;
}

MediaSource some_source(Nature& nature, Role role) {
  if (role == Role::Subscriber) return MediaSource::None;
  return nature.likely(20) ? MediaSource::Supplied : MediaSource::Capture;
}

}  // namespace

void App::play_until(TimePoint time) {
  Nature& nature = world_.nature();
  open();
  while (world_.problem().empty()) {
    const TimePoint next = nature.now() + nature.between(0, nature.likely(50) ? 1'000 : 40'000);
    if (next >= time) break;
    world_.run_until(next);
    if (nature.strikes(Fault::ClockJump)) world_.sleep(nature.between(1'000, 200'000));
    const bool over = clients_.back()->session().ended();
    if (over && nature.likely(80)) {
      open();
    } else {
      // Now and then a client that is long over is called.
      act(nature.likely(95) ? *clients_.back() : *clients_[nature.below(clients_.size())]);
    }
  }
  for (Client* client : clients_) {
    if (!client->session().ended()) client->stop(nature.likely(50));
  }
}

void App::open() {
  Nature& nature = world_.nature();
  const SessionConfig config = some_config(nature);
  clients_.push_back(&world_.open(config, some_source(nature, config.role)));
  if (nature.likely(70)) clients_.back()->start();
}

void App::act(Client& client) {
  Nature& nature = world_.nature();
  const std::uint64_t dice = nature.below(100);
  if (dice < 45) {
    client.start();
  } else if (dice < 52) {
    client.start("another-name");
  } else if (dice < 56) {
    client.start(nature.likely(50) ? "../x" : "");
  } else if (dice < 76) {
    client.stop(nature.likely(50));
  } else if (dice < 80) {
    client.hide();
  }
}

}  // namespace sluice::sim
