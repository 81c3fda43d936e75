#include "sim/connection.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sim/nodes.hpp"
#include "sim/samples.hpp"
#include "sim/vocabulary.hpp"

namespace sluice::sim {
namespace {

namespace good = test::said;

std::string text_at(const Json& json, std::string_view key) {
  const Json* member = json.find(key);
  return member && member->string() ? *member->string() : std::string();
}

}  // namespace

// A message is known by the first of these that it has. A method of an application's may be called
// like any of them, so what carries one stands in front.
const std::array<Connection::Word, 13> Connection::kWords{{
    {"callAdapter", &Connection::on_call},
    {"send", &Connection::on_other},
    {"log", &Connection::on_other},
    {"mute", &Connection::on_mute},
    {"isAvailable", &Connection::on_question},
    {"handleOffer", &Connection::on_offer},
    {"requestOffer", &Connection::on_request},
    {"handleAnswer", &Connection::on_answer},
    {"handleCandidate", &Connection::on_candidate},
    {"publish", &Connection::on_start},
    {"subscribe", &Connection::on_start},
    {"unpublish", &Connection::on_goodbye},
    {"switchChannel", &Connection::on_switch},
}};

// ---------------------------------------------------------------------------------------------
// What it hears

void Connection::greet() {
  if (nature_.strikes(Fault::GreetingRejected)) {
    const bool rejected = nature_.likely(50);
    return say(
        good::status(rejected ? "NetConnection.Connect.Rejected" : "NetConnection.Connect.Failed"));
  }
  say(good::welcome());
}

void Connection::hear(const std::string& text, bool by_channel, bool knew_taken) {
  if (over_ || gave_up_) return;
  const auto json = parse_json(text);
  if (!json || !json->object()) return fail("says what is no JSON object: " + text);
  if (!heard_welcome_) return fail("speaks before it is greeted: " + text);
  // What goes by the other way may be overtaken.
  if (bye_ == by_channel) return fail("speaks behind its goodbye: " + text);
  knew_taken_ = knew_taken;
  for (const Word& word : kWords) {
    if (!json->find(word.key)) continue;
    if (word.handler == &Connection::on_goodbye) bye_ = by_channel;
    return (this->*word.handler)(*json);
  }
  fail("says what is in no document: " + text);
}

void Connection::on_question(const Json& json) {
  const std::string name = text_at(json, "isAvailable");
  const bool wants_it = json.find("bundle") != nullptr;
  if (wants_it && !publishes_) return fail("asks as if it were to publish");
  questions_.push_back(name);
  // What is asked without need keeps the line alive.
  if (heard_started_) return say(good::available(true));
  const bool missing = nature_.is_away(nature_.weather.stream_back);
  if (!publishes_) return say(good::available(!missing && !nature_.strikes(Fault::StreamMissing)));
  say(good::available(nodes_.is_held(name, this) || nature_.strikes(Fault::NameTaken)));
}

void Connection::on_offer(const Json& json) {
  if (offered_ || !publishes_) return fail("offers twice, or to no purpose");
  stream_ = text_at(json, "handleOffer");
  offered_ = true;
  if (nodes_.is_held(stream_, this) || nature_.strikes(Fault::BadName)) return refuse_name();
  holds_name_ = true;
  nodes_.hold(stream_, *this);
  if (nature_.strikes(Fault::NodeError)) return say(said::error("no, says 192.0.2.7"));
  if (nature_.strikes(Fault::TrickleEarly)) complete_trickling();
  describe(true);
  if (!trickled_) complete_trickling();
}

void Connection::on_request(const Json& json) {
  if (offered_ || publishes_) return fail("asks for an offer twice, or to no purpose");
  stream_ = text_at(json, "requestOffer");
  // Who skips the question may have asked to keep the line alive, but about nothing else before.
  const auto asked = std::ranges::find(questions_, stream_);
  const bool is_known = asked == questions_.end() || asked == questions_.begin() ||
                        heard_answers_ > asked - questions_.begin();
  if (!is_known) return fail("takes the answer about another stream for its own");
  if (text_at(json, "requestId").empty()) return fail("asks for an offer without its id");
  offered_ = true;
  if (nature_.strikes(Fault::NodeError)) return say(said::error("no, says 192.0.2.7"));
  if (nature_.strikes(Fault::TrickleEarly)) complete_trickling();
  describe(false);
}

void Connection::on_answer(const Json& json) {
  if (!heard_offer_) return fail("answers what is no offer");
  if (publishes_ || described_) return fail("answers twice, or its own offer");
  if (text_at(json, "handleAnswer") != stream_) return fail("answers for another stream");
  offered_ = described_ = true;
  line_.peer_changed();
  if (!trickled_) complete_trickling();
}

void Connection::on_candidate(const Json& json) {
  if (!offered_ || (!publishes_ && !described_)) return fail("has candidates for no description");
  if (text_at(json, "handleCandidate") != stream_) fail("has candidates for another stream");
}

void Connection::on_start(const Json& json) {
  const std::string name = text_at(json, publishes_ ? "publish" : "subscribe");
  if (name != stream_) return fail("starts another stream");
  if (!heard_trickled_) return fail("starts before its candidates are complete");
  if (started_) return fail("starts twice");
  if (publishes_ && nature_.strikes(Fault::BadNameLate)) return refuse_name();
  if (nature_.strikes(Fault::StartRefused))
    return say(good::status(publishes_ ? "NetStream.Publish.Denied" : "NetStream.Failed"));
  started_ = true;
  const int times = nature_.strikes(Fault::ChannelUntold)  ? 0
                    : nature_.strikes(Fault::ChannelTwice) ? 2
                                                           : 1;
  const bool early = nature_.strikes(Fault::ChannelEarly);
  const auto announce = [&] {
    for (int i = 0; i < times; ++i) say(good::channel());
  };
  if (early) announce();
  if (nature_.strikes(Fault::StartElse)) say(good::starting("another"));
  say(good::starting(stream_));
  if (publishes_) say(good::status("NetStream.Publish.IsAvailable"));
  if (!early) announce();
  chat();
}

void Connection::on_goodbye(const Json& json) {
  if (!publishes_ || !offered_) return fail("ends what it has not begun");
  if (text_at(json, "unpublish") != stream_) return fail("ends the stream of another");
  if (knew_taken_) return fail("ends the stream of another, whose name it had wanted");
  free_name();
  say(good::stopping(stream_));
}

void Connection::on_switch(const Json&) {
  if (!heard_channel_ || !heard_started_) return fail("changes to a channel that nobody has named");
  if (switched_ || ignores_switch_) return fail("changes to the channel twice");
  ignores_switch_ = nature_.strikes(Fault::SwitchIgnored);
  switched_ = !ignores_switch_;
  if (switched_ && lost_channel_) leave(*lost_channel_);
}

void Connection::on_call(const Json& json) {
  if (!heard_started_) return fail("calls before its stream has started");
  const Json* number = json.find("id");
  const auto id = static_cast<std::uint32_t>(number ? number->number().value_or(0) : 0);
  const Json* call = json.find("callAdapter");
  const bool fails = nature_.strikes(Fault::CallFails);
  if (!fails && text_at(*call, "method") == "switchStreams") return say(said::switched());
  say(said::result(id + (nature_.strikes(Fault::CallAstray) ? 1 : 0), fails));
}

void Connection::on_mute(const Json& json) {
  on_other(json);
  const Json* mute = json.find("mute");
  constexpr std::array<std::string_view, 2> kKeys{"muteAudio", "muteVideo"};
  for (std::size_t kind = 0; kind < kKeys.size(); ++kind) {
    if (const Json* told = mute->find(kKeys[kind])) muted_[kind] = told->boolean().value_or(false);
  }
}

void Connection::on_other(const Json&) {
  if (!heard_started_) fail("speaks to others before its stream has started");
}

// ---------------------------------------------------------------------------------------------
// What it does

void Connection::describe(bool as_answer) {
  const bool early = nature_.strikes(Fault::CandidateEarly);
  if (early) say_candidates();
  const bool turned = nature_.strikes(Fault::NodeSdpTurned);
  const bool is_answer = as_answer != turned;
  const bool spoilt = nature_.strikes(Fault::NodeSdpSpoilt);
  const std::string sdp =
      is_answer ? test::sample_sdp("passive", "ufrag", test::kBothKinds) : test::sample_offer();
  say(good::description(is_answer ? SdpType::Answer : SdpType::Offer, spoilt ? "no SDP" : sdp));
  if (!early) say_candidates();
  if (!as_answer) return;
  described_ = true;
  line_.peer_changed();
}

void Connection::say_candidates() {
  const std::uint64_t count = nature_.below(4);
  for (std::uint64_t i = 0; i < count; ++i) say(good::candidate(static_cast<int>(i)));
  if (nature_.strikes(Fault::CandidateEmpty)) say(said::end_of_candidates(nature_));
}

void Connection::complete_trickling() {
  trickled_ = true;
  const bool respelt = nature_.strikes(Fault::TrickleRespelt);
  const std::string word =
      respelt ? good::status("NetConnection.ICE.TrickleCompleted") : good::trickle_complete();
  if (!nature_.strikes(Fault::TrickleLate)) return say(word);
  nature_.after(nature_.between(500, 12'000), [this, word] { say(word); });
}

void Connection::chat() {
  if (nature_.strikes(Fault::Chatter)) {
    for (std::uint64_t i = 2 + nature_.below(5); i > 0; --i) say_later(said::notice(nature_));
  }
  if (nature_.strikes(Fault::StreamEnds)) say_later(said::ended(nature_));
  if (nature_.strikes(Fault::NodeHangsUp)) {
    nature_.after(nature_.between(500, 20'000), [this] {
      say(good::status("NetConnection.Connect.Closed"));
      give_up();
      if (nature_.likely(50)) line_.hang_up();
    });
  }
}

void Connection::refuse_name() {
  free_name();
  say(good::status("NetStream.Publish.BadName"));
}

void Connection::free_name() {
  if (holds_name_) nodes_.free(stream_, *this);
  holds_name_ = false;
}

// ---------------------------------------------------------------------------------------------
// Its end

void Connection::lose_socket(bool orderly) {
  if (!switched_) leave(orderly && !ignores_switch_);
}

void Connection::lose_channel(bool orderly) {
  if (!lost_channel_) lost_channel_ = orderly;
  if (switched_) leave(orderly);
}

void Connection::give_up() {
  gave_up_ = true;
  free_name();
  described_ = false;
  line_.peer_changed();
}

void Connection::die() {
  free_name();
  over_ = true;
}

void Connection::end_stream() {
  if (!publishes_ && started_ && !over_ && !gave_up_) say(said::ended(nature_));
}

void Connection::leave(bool orderly) {
  if (over_) return;
  if (orderly && holds_name_ && !bye_ && !heard_bad_name_)
    fail("goes away with a name and without a goodbye");
  free_name();
  over_ = true;
  line_.peer_changed();
}

// ---------------------------------------------------------------------------------------------
// What it says

void Connection::say(std::string text) {
  if (over_ || nature_.strikes(Fault::WordLost)) return;
  if (nature_.strikes(Fault::WordUnknown)) pass(said::unknown(nature_));
  if (nature_.strikes(Fault::WordAstray)) pass(said::any_word(nature_, stream_));
  if (nature_.strikes(Fault::WordHuge)) pass(said::huge(nature_));
  if (nature_.strikes(Fault::WordMistyped)) return pass(said::mistyped(nature_));
  if (nature_.strikes(Fault::WordCut)) return pass(text.substr(0, text.size() / 2));
  if (nature_.strikes(Fault::WordTwice)) pass(text);
  pass(std::move(text));
}

void Connection::say_later(std::string text) {
  nature_.after(nature_.between(0, 20'000), [this, text = std::move(text)] {
    if (!bye_) say(text);
  });
}

void Connection::pass(std::string text) {
  switched_ ? line_.say_by_channel(std::move(text)) : line_.say_by_socket(std::move(text));
}

void Connection::was_heard(const std::string& text) {
  const auto has = [&](std::string_view word) { return text.find(word) != std::string::npos; };
  if (has("Connect.Success\"}")) heard_welcome_ = true;
  if (has("{\"isAvailable\":")) ++heard_answers_;
  if (has(R"("type":"offer")")) heard_offer_ = true;
  if (has("TricleCompleted\"") || has("TrickleCompleted\"")) heard_trickled_ = true;
  if (!stream_.empty() && has(concat("\"", stream_, " starting\""))) heard_started_ = true;
  if (has("DataChannel.Available\"")) heard_channel_ = true;
  // It may have offered before it heard that the name is another's.
  if (publishes_ && !heard_started_ && has("{\"isAvailable\":true")) heard_bad_name_ = true;
  if (has("Publish.BadName\"")) {
    heard_bad_name_ = true;
    told_taken_ = offered_ && !holds_name_ && !heard_started_;
  }
}

void Connection::fail(std::string_view problem) {
  nodes_.fail(concat(publishes_ ? "a publisher " : "a player ", problem));
}

}  // namespace sluice::sim
