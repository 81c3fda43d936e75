// One attempt at one endpoint, whatever is spoken there: what the session sees of it.
#pragma once

#include <list>
#include <optional>
#include <string_view>
#include <variant>

#include "base/time.hpp"
#include "config/config.hpp"
#include "machine/effect_queue.hpp"
#include "machine/input.hpp"

namespace sluice {

// What the session must know of an attempt. Finished comes once, last; one of Failed and Ended
// comes at most once, before it; Probed comes any number of times.
struct NegotiationGreeted {};  // the server has let us in (WebSocket only)
struct NegotiationUp {
  bool started = true;  // otherwise NegotiationStarted follows
};
struct NegotiationStarted {};
struct NegotiationDeclined {  // not this stream, but the connection stays for another try
  Error error;
};
struct NegotiationFailed {
  Error error;
  bool was_up = false;  // it had been connected: the stream was lost
  // It is a kind of media that the server refuses: those that it takes, or both where it does not
  // say.
  std::optional<MediaKinds> takes{};
  bool without_channel = false;  // it may take the offer without its data channel
};
struct NegotiationEnded {};  // the server said that the stream is over
struct NegotiationProbed {   // what has come of probe()
  bool alive = false;
};
struct NegotiationRestartFailed {  // restart_ice() has not led anywhere
  bool refused = false;            // the server knows no restarts
};
struct NegotiationMoved {  // the server wants the stream to be asked for anew
  std::string url;         // there; empty: where it was
};
struct NegotiationFinished {};
using NegotiationNote =
    std::variant<NegotiationGreeted, NegotiationUp, NegotiationStarted, NegotiationDeclined,
                 NegotiationFailed, NegotiationEnded, NegotiationProbed, NegotiationRestartFailed,
                 NegotiationMoved, NegotiationFinished>;

// Why the next timer exists; shown in logs.
enum class Wait : std::uint8_t {
  None,
  Description,
  Gathering,
  Answer,
  Connect,
  Disconnected,
  Remove
};
[[nodiscard]] std::string_view wait_name(Wait wait);

struct Reasons;

class Negotiation {
 public:
  // `config` must outlive the negotiation.
  Negotiation(AttemptId attempt, const SessionConfig& config)
      : attempt_(attempt), config_(config), effects_(attempt) {}
  virtual ~Negotiation() = default;
  Negotiation(const Negotiation&) = delete;
  Negotiation& operator=(const Negotiation&) = delete;

  virtual void start(TimePoint now) = 0;
  virtual void close(TimePoint now) = 0;  // the app wants out
  virtual void hide(TimePoint now) = 0;   // the page is going away
  virtual void handle(const Input& input, TimePoint now) = 0;
  // Asks the server for a sign of life; whether NegotiationProbed may follow.
  virtual bool probe(TimePoint now) = 0;
  // Looks for another way to the same session (RFC 9725 section 4.3.3); whether there is hope.
  virtual bool restart_ice(TimePoint) { return false; }
  // The DELETE that it wanted was not sent: another session has its session's URL by now.
  virtual void be_replaced(TimePoint) {}

  // Said in the log and as the event for what is odd, but no failure.
  void warn(ErrorCode code, std::string_view detail);

  [[nodiscard]] EffectQueue& effects() { return effects_; }
  [[nodiscard]] std::optional<Effect> poll_effect() { return effects_.poll(); }
  [[nodiscard]] std::optional<NegotiationNote> poll_note();
  [[nodiscard]] virtual std::optional<TimePoint> next_deadline() const;
  [[nodiscard]] AttemptId attempt() const { return attempt_; }
  void give_reasons(Reasons& out) const;
  // Where the server's session is ended; empty where there is none, or no URL for it.
  [[nodiscard]] virtual std::string server_session() const { return {}; }

 protected:
  void wait(Wait reason, TimePoint now);
  [[nodiscard]] bool expired(TimePoint now) const {
    return wait_ != Wait::None && now >= deadline_;
  }
  [[nodiscard]] std::string waited_for() const;  // an error's detail
  template <class AnEffect>
  void push(AnEffect&& effect) {
    effects_.push(std::forward<AnEffect>(effect));
  }
  void emit(std::string_view type) { effects_.emit(type); }
  template <class Data>
  void emit(std::string_view type, Data&& data) {
    effects_.emit(type, std::forward<Data>(data));
  }
  void note(NegotiationNote note) { notes_.push_back(std::move(note)); }
  // `config_`'s endpoint without its query, which may hold credentials: apps log it.
  void emit_connect_success();
  [[nodiscard]] OpId next_op() { return OpId{++last_op_}; }
  [[nodiscard]] bool is_publisher() const { return config_.role == Role::Publisher; }

  const AttemptId attempt_;
  const SessionConfig& config_;

 private:
  std::uint32_t last_op_ = 0;
  Wait wait_ = Wait::None;
  TimePoint deadline_{};
  EffectQueue effects_;
  std::list<NegotiationNote> notes_;
};

// Whether `op` is the one under way; it no longer is afterwards.
bool take(std::optional<OpId>& slot, OpId op);

// The earlier of two deadlines, either of which may not exist.
[[nodiscard]] std::optional<TimePoint> earlier(std::optional<TimePoint> a,
                                               std::optional<TimePoint> b);

}  // namespace sluice
