// A WHIP and WHEP server that keeps sessions and has moods.
#pragma once

#include <map>
#include <string>

#include "session/effect.hpp"
#include "sim/nature.hpp"

namespace sluice::sim {

class Server {
 public:
  struct Session {
    bool open = true;
    bool answered = true;  // false until a counter-offer has its answer
    bool plays = false;
    bool readable = true;  // its answer names its URL in a form that a client can use
    std::string etag;
  };
  struct Said {
    HttpAnswered answer;
    std::string session;  // the URL of the session that was made; empty where none was
  };

  explicit Server(Nature& nature) : nature_(nature) {}

  // `url` is the final one, behind redirects; `token`: the Authorization header has come through.
  Said handle(const SendHttp& request, const std::string& url, bool token);

  // It dies: what it knew is forgotten.
  void forget_all();
  // The stream is over for all who play it.
  void end_players();

  // Sessions by their URLs, also those that are over.
  [[nodiscard]] Session* find(const std::string& url);
  [[nodiscard]] const std::map<std::string, Session>& sessions() const { return sessions_; }

 private:
  Said post(const std::string& url, bool token);
  HttpAnswered patch(const SendHttp& request, Session* session);
  HttpAnswered restart_ice(bool bare, Session& session);
  HttpAnswered remove(Session* session);
  int refusal(bool plays, bool token);
  void make_session(const std::string& url, Said& said);
  void describe_session(const std::string& url, Said& said);
  void write_body(bool plays, Said& said);

  Nature& nature_;
  std::map<std::string, Session> sessions_;
  int made_ = 0;
};

}  // namespace sluice::sim
