#include "sim/channel_server.hpp"

#include "sim/samples.hpp"
#include "sim/vocabulary.hpp"

namespace sluice::sim {

ChannelServer::ChannelServer(Nature& nature, Channel& channel, bool publishes,
                             std::function<void()> end_session)
    : nature_(nature),
      channel_(channel),
      publishes_(publishes),
      end_session_(std::move(end_session)) {
  channel_.on_open = [this] { open(); };
  channel_.on_word = [this](const std::string& text) { hear(text); };
  channel_.on_heard = [](const std::string&) {};
  channel_.on_close = [this](bool) { open_ = false; };
}

void ChannelServer::open() {
  open_ = true;
  if (nature_.strikes(Fault::ChannelTwice)) channel_.say(test::said::channel());
  if (nature_.strikes(Fault::Chatter)) {
    for (std::uint64_t i = 2 + nature_.below(5); i > 0; --i) say_later(said::notice(nature_));
  }
  if (nature_.strikes(Fault::WordHuge)) say_later(said::huge(nature_));
  if (nature_.strikes(Fault::WordMistyped)) say_later(said::mistyped(nature_));
  if (nature_.strikes(Fault::WordAstray)) say_later(said::any_word(nature_, "stream1"));
  if (nature_.strikes(Fault::StreamEnds)) {
    nature_.after(nature_.between(0, 20'000), [this] {
      if (!publishes_) end_stream();
    });
  }
}

void ChannelServer::hear(const std::string& text) {
  const auto json = parse_json(text);
  if (!json || !json->object()) {
    problem_ = "what is said by a channel is no JSON object";
  } else if (json->find("callAdapter")) {
    answer_call(*json);
  } else if (json->find("mute")) {
    mute(*json->find("mute"));
  } else if (!json->find("send") && !json->find("log")) {
    problem_ = "what is said by a channel is nothing that a server knows";
  }
}

void ChannelServer::answer_call(const Json& json) {
  const Json* number = json.find("id");
  const auto id = static_cast<std::uint32_t>(number ? number->number().value_or(0) : 0);
  const Json* method = json.find("callAdapter")->find("method");
  const bool fails = nature_.strikes(Fault::CallFails);
  if (!fails && method && method->string() && *method->string() == "switchStreams")
    return channel_.say(said::switched());
  channel_.say(said::result(id + (nature_.strikes(Fault::CallAstray) ? 1 : 0), fails));
}

void ChannelServer::mute(const Json& json) {
  constexpr std::array<std::string_view, 2> kKeys{"muteAudio", "muteVideo"};
  for (std::size_t kind = 0; kind < kKeys.size(); ++kind) {
    if (const Json* told = json.find(kKeys[kind])) muted_[kind] = told->boolean().value_or(false);
  }
}

// Its session goes a little later, as the word has to arrive.
void ChannelServer::end_stream() {
  if (!carries()) return;
  channel_.say(said::ended(nature_));
  nature_.after(nature_.between(100, 500), [this] { end_session_(); });
}

void ChannelServer::say_later(std::string text) {
  nature_.after(nature_.between(0, 20'000), [this, text = std::move(text)] {
    if (open_) channel_.say(text);
  });
}

}  // namespace sluice::sim
