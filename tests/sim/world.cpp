#include "sim/world.hpp"

#include "sim/recorded.hpp"

namespace sluice::sim {
namespace {

constexpr int kMostIdleWakes = 10;

}  // namespace

Client& World::open(const SessionConfig& config, MediaSource source) {
  clients_.push_back(std::make_unique<Client>(nature_, Services{server_, manager_, nodes_},
                                              recording_ ? as_of_options(config) : config, source,
                                              tracing_ ? &trace_ : nullptr, recording_));
  return *clients_.back();
}

void World::run_until(TimePoint time) {
  while (problem_.empty() && step(time)) {
  }
  nature_.pass_until(time);
}

void World::run_out() {
  while (problem_.empty() && step(TimePoint::max())) {
  }
  if (!problem_.empty()) return;
  for (const auto& client : clients_) client->check_end();
  nodes_.check_end();
  check();
  for (const auto& [url, session] : server_.sessions()) {
    if (url.ends_with("/of-another") && !session.open) problem_ = "another's stream is ended";
  }
}

void World::sleep(Millis time) {
  for (const auto& client : clients_) client->excuse(time);
  nature_.pass_until(nature_.now() + time);
}

void World::cut_line(Millis time) {
  nature_.weather.line_back = std::max(nature_.weather.line_back, nature_.now() + time);
  for (const auto& client : clients_) client->lose_line(time);
  nature_.after(time, [this] { weather_changed(); });
}

void World::kill_nodes(Millis time) {
  nature_.weather.node_back = std::max(nature_.weather.node_back, nature_.now() + time);
  server_.forget_all();
  nodes_.die();
  for (const auto& client : clients_) client->lose_node();
}

// Some servers end the sessions of all players, others go on without media.
void World::end_stream(Millis time) {
  nature_.weather.stream_back = std::max(nature_.weather.stream_back, nature_.now() + time);
  nodes_.end_stream();
  for (const auto& client : clients_) client->end_stream();
  if (!nature_.likely(50)) return;
  server_.end_players();
  for (const auto& client : clients_) client->server_changed();
}

void World::freeze_media(Millis time) {
  nature_.weather.media_back = std::max(nature_.weather.media_back, nature_.now() + time);
}

void World::break_pictures(Millis time) {
  weather_changed();  // what has come until now has moved
  Weather& weather = nature_.weather;
  if (!nature_.is_away(weather.picture_back)) weather.picture_broke = nature_.now();
  weather.picture_back = std::max(weather.picture_back, nature_.now() + time);
}

void World::move(Millis time) {
  weather_changed();  // what has come until now is there
  nature_.weather.moved = nature_.now();
  cut_line(time);
  for (const auto& client : clients_) client->move(time);
}

void World::put_away(Millis time) {
  for (const auto& client : clients_) client->go_away(time);
}

void World::lose_devices(Millis time) {
  nature_.weather.device_back = std::max(nature_.weather.device_back, nature_.now() + time);
  for (const auto& client : clients_) client->lose_devices();
  nature_.after(time, [this] {
    for (const auto& client : clients_) client->devices_changed();
  });
}

void World::starve(Millis time) {
  nature_.weather.time_back = std::max(nature_.weather.time_back, nature_.now() + time);
}

void World::weather_changed() {
  for (const auto& client : clients_) client->weather_changed();
}

// The next thing that happens, if it does until `latest`.
bool World::step(TimePoint latest) {
  Client* waking = nullptr;
  std::optional<TimePoint> at = nature_.next();
  for (const auto& client : clients_) {
    const auto wakes = client->wakes();
    if (!wakes || (at && *at <= *wakes)) continue;
    at = wakes;
    waking = client.get();
  }
  if (!at || *at > latest) return false;
  if (waking) {
    nature_.pass_until(*at);
    waking->wake();
    // A pause may last for no time at all, but that comes to an end.
    const bool again =
        waking->supervisor().next_deadline().value_or(TimePoint::max()) <= nature_.now();
    idle_wakes_ = again ? idle_wakes_ + 1 : 0;
    if (idle_wakes_ > kMostIdleWakes) problem_ = "a timer goes off and nothing changes";
  } else {
    nature_.happen();
  }
  check();
  return true;
}

void World::check() {
  if (problem_.empty()) problem_ = nodes_.problem();
  for (const auto& client : clients_) {
    if (problem_.empty()) problem_ = client->monitor().problem();
    if (problem_.empty()) problem_ = client->problem();
  }
}

}  // namespace sluice::sim
