// Carries out SendHttp with the browser's fetch().
#pragma once

#include <string>

#include "browser/callbacks.hpp"
#include "browser/inbox.hpp"
#include "session/effect.hpp"

namespace sluice::browser {

// A session description is a few kilobytes, an error's page rarely more.
inline constexpr std::size_t kMaxBodyBytes = 128 * 1024;

// One request. Its answer comes once, also after abort(); none comes once it is
// destroyed, and the request itself then goes on if it was sent with keepalive, else it is aborted.
class Fetch {
 public:
  Fetch(const SendHttp& request, Inbox& inbox, val host);
  ~Fetch();
  Fetch(const Fetch&) = delete;
  Fetch& operator=(const Fetch&) = delete;

  void abort();
  [[nodiscard]] bool is(AttemptId attempt, OpId op) const {
    return attempt == attempt_ && op == op_;
  }

 private:
  void on_response(const val& response);
  void read_body();
  void on_chunk(const val& chunk);
  void finish();
  void fail(const val& error);

  AttemptId attempt_;
  OpId op_;
  bool keepalive_;
  bool wants_body_;
  Inbox& inbox_;
  val host_;
  val controller_ = val::undefined();
  val reader_ = val::undefined();
  val decoder_ = val::undefined();
  HttpAnswered answer_;
  bool answered_ = false;  // the status line and the header fields are there
  bool done_ = false;
  Callbacks callbacks_;
};

}  // namespace sluice::browser
