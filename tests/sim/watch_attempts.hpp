// A recovering client's peers, sockets and requests, attempt by attempt: few at a time, nothing
// through what is not open, all of them closed, and nothing new for what nobody wants.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/life.hpp"

namespace sluice::sim {

// How many attempts' ids belong to one session.
inline constexpr std::uint32_t kAttemptsOfASession = 64;
[[nodiscard]] constexpr std::uint32_t session_of(AttemptId attempt) {
  return (static_cast<std::uint32_t>(attempt) - 1) / kAttemptsOfASession;
}

class WatchAttempts {
 public:
  explicit WatchAttempts(Life& life) : life_(life) {}

  void begin(const Input& input);
  void saw(const Effect& effect);
  void end(bool ended);
  void at_end(const std::vector<std::string>& told);

  [[nodiscard]] bool any_open() const { return !peers_.empty() || !sockets_.empty(); }
  [[nodiscard]] bool waits() const;

 private:
  enum class Way { Opening, Open };
  using Key = std::pair<AttemptId, OpId>;

  struct Request {
    std::string url;
    bool outlives = false;  // its page
    bool deletes = false;
  };

  void answered(AttemptId attempt, OpId op, int status);
  void check_wanted(const Effect& effect);
  void check_peer(const Effect& effect);
  void check_words(const Effect& effect);
  void check_objects(const Emit& emit);
  void check_shown(AttemptId attempt, bool is_new);
  void open_peer(AttemptId attempt);
  void open_socket(AttemptId attempt);
  void send(const SendHttp& request);
  [[nodiscard]] bool is_open(AttemptId attempt) const;

  Life& life_;
  std::set<AttemptId> peers_;  // that are open
  std::map<AttemptId, Way> sockets_;
  std::set<AttemptId> channels_;
  std::set<AttemptId> ever_;  // had a peer
  bool is_left_ = false;      // the page, in this turn
  std::map<Key, Request> under_way_;
  std::set<Key> let_go_;        // for which nobody waits, as their page was left
  std::set<std::string> gone_;  // the server says so
  std::set<Key> aborted_;
  std::vector<std::string> deleted_;
  std::set<std::string> owed_;  // made, and not deleted since
  std::map<std::string, std::set<AttemptId>> makers_;
  std::set<std::string> ended_;  // by a DELETE that was answered
  std::uint32_t seen_ = 0;       // the session that the app sees
};

}  // namespace sluice::sim
