// Values to bytes, and to values with stand-ins.

#include <bit>
#include <type_traits>

#include "base/redact.hpp"
#include "recording/codec.hpp"
#include "recording/fields.hpp"

namespace sluice::recording {
namespace {

// Redacted texts are cut at a length, and then the last word is part of one, which has no stand-in
// of its own: it does not count.
std::string_view without_cut_word(std::string_view text) {
  if (text.size() < kMaxLogBytes || !text.ends_with("...")) return text;
  const std::size_t blank = text.find_last_of(" /", text.size() - 4);
  return blank == std::string_view::npos ? "..." : text.substr(0, blank);
}

class Writer {
 public:
  Writer(ByteWriter& out, bool in_full) : out_(out), in_full_(in_full) {}

  void operator()(const char*, const auto& member) { put(member); }

 private:
  void put(bool value) { out_.number(value ? 1 : 0); }
  void put(int value) { out_.signed_number(value); }
  void put(std::uint16_t value) { out_.number(value); }
  void put(std::uint32_t value) { out_.number(value); }
  void put(std::uint64_t value) { out_.number(value); }
  void put(Millis value) { out_.signed_number(value.count()); }
  template <class E>
  requires std::is_enum_v<E>
  void put(E value) { out_.number(static_cast<std::uint64_t>(value)); }
  void put(const std::string& text) { put(std::string_view(text)); }
  void put(std::string_view text) {
    if (in_full_) return out_.text(text);
    text = without_cut_word(text);
    out_.text(text.substr(0, kShownBytes));
    if (text.size() < kShownBytes) return;
    out_.number(text.size());
    out_.number(content_hash(text));
  }
  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <class T>
  void put(const std::vector<T>& values) {
    out_.number(values.size());
    for (const T& value : values) put(value);
  }
  void put(const EventData& data) {
    out_.number(data.index());
    std::visit([this](const auto& value) { put(value); }, data);
  }
  // Numbers as they are: how they would be written is the language's own.
  void put(const Json& json) {
    if (const auto flag = json.boolean()) {
      out_.number(*flag ? 2 : 1);
    } else if (const auto number = json.number()) {
      out_.number(3);
      out_.number(std::bit_cast<std::uint64_t>(*number));
    } else if (const std::string* text = json.string()) {
      out_.number(4);
      put(*text);
    } else if (const Json::Array* items = json.array()) {
      out_.number(5);
      out_.number(items->size());
      for (const Json& item : *items) put(item);
    } else if (const Json::Object* members = json.object()) {
      out_.number(6);
      out_.number(members->size());
      for (const auto& [key, value] : *members) {
        put(key);
        put(value);
      }
    } else {
      out_.number(0);
    }
  }
  template <HasFields T>
  void put(const T& value) {
    each_field(value, *this);
  }

  ByteWriter& out_;
  bool in_full_;
};

// Replaces each text by its stand-in, in place.
class Replacer {
 public:
  explicit Replacer(StandIns& stand_ins) : stand_ins_(stand_ins) {}

  void operator()(const char*, auto& member) { replace(member); }
  void replace(EventData& data) {
    std::visit([this](auto& value) { replace(value); }, data);
  }

 private:
  void replace(std::string& text) { text = stand_ins_.of(text); }
  void replace(Json& json) { json = stand_ins_.of(json); }
  template <class T>
  void replace(std::optional<T>& value) {
    if (value) replace(*value);
  }
  template <class T>
  void replace(std::vector<T>& values) {
    for (T& value : values) replace(value);
  }
  template <HasFields T>
  void replace(T& value) {
    each_field(value, *this);
  }
  // The core's own texts, and what is no text.
  void replace(std::string_view) {}
  template <class T>
  requires std::is_enum_v<T> || std::is_arithmetic_v<T> || std::is_same_v<T, Millis>
  void replace(const T&) {}

  StandIns& stand_ins_;
};

// What follows each `mark`, up to what cannot be in a value.
void learn_behind(std::string_view text, std::string_view mark, StandIns& stand_ins) {
  for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at)) {
    at += mark.size();
    const std::string_view rest = text.substr(at, 256);
    stand_ins.learn(rest.substr(0, rest.find_first_of("\\\r\n\" ")));
  }
}

// Secrets by their place that may be numbers, or words of a protocol.
void learn_from(const Input& input, StandIns& stand_ins) {
  const auto learn_sdp = [&](std::string_view text) {
    for (const std::string_view mark : {"ice-ufrag:", "ice-pwd:"})
      learn_behind(text, mark, stand_ins);
  };
  if (const auto* start = std::get_if<StartCalled>(&input)) {
    if (start->stream_name) stand_ins.learn(*start->stream_name);
  } else if (const auto* given = std::get_if<TokenGiven>(&input)) {
    if (given->token) stand_ins.learn(*given->token);
  } else if (const auto* offer = std::get_if<OfferCreated>(&input)) {
    learn_sdp(offer->sdp);
  } else if (const auto* answer = std::get_if<AnswerCreated>(&input)) {
    learn_sdp(answer->sdp);
  } else if (const auto* http = std::get_if<HttpAnswered>(&input)) {
    learn_sdp(http->body);
  } else if (const auto* said = std::get_if<SocketMessage>(&input)) {
    learn_sdp(said->text);
  } else if (const auto* candidate = std::get_if<CandidateGathered>(&input)) {
    stand_ins.learn(candidate->username_fragment);
  }
}

}  // namespace

std::uint64_t content_hash(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

void write_input(ByteWriter& out, const Input& input) {
  out.number(input.index());
  std::visit([&](const auto& value) { each_field(value, Writer(out, true)); }, input);
}

std::string effect_bytes(const Effect& effect) {
  ByteWriter out;
  out.number(effect.index());
  std::visit([&](const auto& value) { each_field(value, Writer(out, false)); }, effect);
  if (out.bytes().size() <= kMaxEffectBytes) return out.take();
  ByteWriter large;
  large.number(effect.index() + kLargeEffect);
  large.number(out.bytes().size());
  large.number(content_hash(out.bytes()));
  return large.take();
}

std::string shown_bytes(const Input& input) {
  ByteWriter out;
  out.number(input.index());
  std::visit([&](const auto& value) { each_field(value, Writer(out, false)); }, input);
  return out.take();
}

Input with_stand_ins(const Input& input, StandIns& stand_ins) {
  learn_from(input, stand_ins);
  Input copy = input;
  std::visit([&](auto& value) { each_field(value, Replacer(stand_ins)); }, copy);
  return copy;
}

Effect with_stand_ins(const Effect& effect, StandIns& stand_ins) {
  Effect copy = effect;
  std::visit([&](auto& value) { each_field(value, Replacer(stand_ins)); }, copy);
  return copy;
}

}  // namespace sluice::recording
