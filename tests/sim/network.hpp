// One client's requests on their way to the server and back: late, lost, hanging, out of order,
// behind redirects and without the headers that a server forgot to expose. Each is answered at most
// once.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/manager.hpp"
#include "sim/server.hpp"

namespace sluice::sim {

class Network {
 public:
  // `deliver` tells whether the client still listened.
  Network(Nature& nature, Server& server, Manager& manager,
          std::function<bool(const Input&)> deliver)
      : nature_(nature), server_(server), manager_(manager), deliver_(std::move(deliver)) {}

  void send(const SendHttp& request);
  void abort(const AbortHttp& effect);

  // The session that the attempt's POST has made, whether the client knows or not.
  [[nodiscard]] Server::Session* session(AttemptId attempt) const;
  // Its URL; empty where there is none.
  [[nodiscard]] std::string session_url(AttemptId attempt) const;
  // The attempt of this client's whose session the request would end; none where there is none.
  [[nodiscard]] std::optional<AttemptId> would_end(const SendHttp& request) const;
  // Whether the server has an open session that this attempt has made.
  [[nodiscard]] bool has_session(AttemptId attempt) const;
  // Whether the client knows of it.
  [[nodiscard]] bool knows(AttemptId attempt) const { return known_.contains(attempt); }
  // The URLs of the sessions that the client has been told, by an answer that it waited for.
  [[nodiscard]] const std::vector<std::string>& told() const { return told_; }

  // The server's side has changed: media may flow now, or no more.
  std::function<void()> on_change;

 private:
  struct Flight {
    SendHttp request;
    std::string session;
    bool aborted = false;
    bool done = false;
  };

  using Key = std::pair<AttemptId, OpId>;

  void arrive(Flight& flight);
  void find_nobody(Flight& flight);
  void send_back(Flight& flight, HttpAnswered answer);
  void answer(Flight& flight, HttpAnswered answer);
  void fail(Flight& flight, std::string_view why);

  Nature& nature_;
  Server& server_;
  Manager& manager_;
  std::function<bool(const Input&)> deliver_;
  std::map<Key, Flight> flights_;
  std::map<AttemptId, std::string> sessions_;
  std::vector<std::string> told_;
  std::set<AttemptId> known_;
};

}  // namespace sluice::sim
