// A WHIP and WHEP server that keeps sessions and has moods.
#pragma once

#include <map>
#include <set>
#include <string>

#include "machine/effect.hpp"
#include "sim/nature.hpp"

namespace sluice::sim {

class Server {
 public:
  struct Session {
    bool open = true;
    bool answered = true;  // false until a counter-offer has its answer
    bool plays = false;
    std::string etag;
    const void* owner = nullptr;  // the client's network, and its attempt
    AttemptId attempt{};
    std::string ufrag{};  // the client's, of now
    std::set<std::string> candidates{};
    bool has_all = false;  // the client says
  };
  struct Said {
    HttpAnswered answer;
    std::string session;  // the URL of the session that was made; empty where none was
  };

  explicit Server(Nature& nature);

  // `url` is the final one, behind redirects; `token`: what has come through of the Authorization
  // header; `owner`: whose request it is.
  Said handle(const SendHttp& request, const std::string& url, std::string_view token,
              const void* owner);

  // It dies: what it knew is forgotten.
  void forget_all();
  // The stream is over for all who play it.
  void end_players();

  [[nodiscard]] bool names_sessions() const { return names_sessions_; }
  // How many sessions a client has ended whose DELETE was meant for an older one of its own.
  [[nodiscard]] int overtaken() const { return overtaken_; }
  // Sessions by their URLs, also those that are over.
  [[nodiscard]] Session* find(const std::string& url);
  [[nodiscard]] const std::map<std::string, Session>& sessions() const { return sessions_; }

 private:
  struct Asked {
    const SendHttp& request;
    const std::string& url;
    std::string_view token;
    const void* owner;
    MediaKinds kinds;  // that are offered
  };
  Said post(const Asked& asked);
  HttpAnswered patch(const SendHttp& request, Session* session);
  HttpAnswered restart_ice(const SendHttp& request, Session& session);
  HttpAnswered remove(const SendHttp& request, Session* session, std::string_view token,
                      const void* owner);
  int refusal(const Asked& asked);
  void make_session(const Asked& asked, Said& said);
  void describe_session(const Asked& asked, Said& said);
  void write_body(const Asked& asked, Said& said);
  void describe_channel(const Asked& asked, std::string& sdp);
  [[nodiscard]] bool has_expired(std::string_view token);
  [[nodiscard]] std::string name_of_stream(const std::string& url) const;

  Nature& nature_;
  std::map<std::string, Session> sessions_;
  int made_ = 0;
  int overtaken_ = 0;
  // What it is like.
  bool names_sessions_;  // their URLs are made of the stream's name and the player's id
  bool replaces_;        // the publisher who comes last has the name
  bool tokens_expire_;   // each is good for a while from its first use
  bool deletes_refused_;
  MediaKinds takes_{};
  std::map<std::string, TimePoint, std::less<>> first_use_;  // of tokens
};

}  // namespace sluice::sim
