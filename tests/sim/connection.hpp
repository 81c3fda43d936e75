// A node's side of one session over a WebSocket (facts sheet "API and wire", sections 3.3 and 3.4):
// what it says, what it makes of what it hears, and what no client may say.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "sim/nature.hpp"

namespace sluice::sim {

// A node's ways to one client.
struct Line {
  std::function<void(std::string)> say_by_socket;
  std::function<void(std::string)> say_by_channel;
  std::function<void()> hang_up;       // closes the socket
  std::function<void()> peer_changed;  // media may flow now, or no more
};

class Nodes;

// One client's session at one node.
class Connection {
 public:
  Connection(Nature& nature, Nodes& nodes, bool publishes, Line line)
      : nature_(nature), nodes_(nodes), publishes_(publishes), line_(std::move(line)) {}

  void greet();
  // `knew_taken`: when it was said, the client had been told that the name is another's.
  void hear(const std::string& text, bool by_channel, bool knew_taken);
  // The client has heard this.
  void was_heard(const std::string& text);
  // What its words came by is closed; `orderly`: by the client, behind all that it has said.
  void lose_socket(bool orderly);
  void lose_channel(bool orderly);
  // It ends the session by itself.
  void give_up();
  // Its node dies, and tells nobody.
  void die();
  // Tells a player that its stream is over.
  void end_stream();

  // Both descriptions are here.
  [[nodiscard]] bool may_connect() const { return described_ && !over_; }
  [[nodiscard]] bool over() const { return over_; }
  [[nodiscard]] bool told_taken() const { return told_taken_; }
  [[nodiscard]] const std::string& stream() const { return stream_; }
  // The client knows that it has begun, and its words arrive.
  [[nodiscard]] bool live() const { return heard_started_ && !over_ && !gave_up_; }
  [[nodiscard]] const std::array<bool, 2>& muted() const { return muted_; }  // by MediaKind

 private:
  using Handler = void (Connection::*)(const Json&);
  struct Word {
    std::string_view key;
    Handler handler;
  };
  static const std::array<Word, 13> kWords;

  void on_question(const Json& json);
  void on_offer(const Json& json);
  void on_request(const Json& json);
  void on_answer(const Json& json);
  void on_candidate(const Json& json);
  void on_start(const Json& json);
  void on_goodbye(const Json& json);
  void on_switch(const Json& json);
  void on_call(const Json& json);
  void on_mute(const Json& json);
  void on_other(const Json& json);

  void describe(bool as_answer);
  void say_candidates();
  void complete_trickling();
  void chat();
  void refuse_name();
  void free_name();
  void leave(bool orderly);

  void say(std::string text);        // as it goes: with all that may become of it
  void say_later(std::string text);  // some time while it is live
  void pass(std::string text);
  void fail(std::string_view problem);

  Nature& nature_;
  Nodes& nodes_;
  bool publishes_;
  Line line_;
  std::string stream_;
  std::vector<std::string> questions_;  // about the availability of these
  std::array<bool, 2> muted_{};
  bool holds_name_ = false;
  bool offered_ = false;  // by the client, or to it
  bool described_ = false;
  bool trickled_ = false;
  bool started_ = false;
  bool switched_ = false;
  bool ignores_switch_ = false;
  std::optional<bool> lost_channel_;  // whether orderly
  std::optional<bool> bye_;           // was said; whether by channel
  bool knew_taken_ = false;           // who says the word at hand
  bool gave_up_ = false;
  bool over_ = false;
  // What the client has heard, also out of place.
  int heard_answers_ = 0;  // to those questions
  bool heard_welcome_ = false;
  bool heard_offer_ = false;
  bool heard_trickled_ = false;
  bool heard_started_ = false;
  bool heard_channel_ = false;
  bool heard_bad_name_ = false;
  bool told_taken_ = false;
};

}  // namespace sluice::sim
