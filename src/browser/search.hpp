// A search for nodes that a page asks for itself: streamManagerUtil.getOrigin() and getEdge().
#pragma once

#include <memory>
#include <string>

#include "browser/callbacks.hpp"
#include "browser/fetch.hpp"
#include "browser/timer.hpp"
#include "session/locator.hpp"

namespace sluice::browser {

class Search final : public Inbox {
 public:
  Search(val host, const SessionConfig& config);
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  void begin();

 private:
  void on_input() override;
  void drain();

  val host_;
  Locator locator_;
  Timer timer_;
  std::unique_ptr<Fetch> fetch_;
};

// The module's exports (bindings.cpp).

// `options`: host, app, streamName and streamManager as a client takes them. Calls host.found()
// with the nodes, or with an error, once.
void search_nodes(const std::string& role, const std::string& options, val host);
// The members of `options` that change when `node`, as host.found() has it, is to be connected to;
// `kind` is "rtc" or "rtmp". Undefined where either is no JSON object.
[[nodiscard]] val rewrite_options(const std::string& kind, const std::string& options,
                                  const std::string& node);

}  // namespace sluice::browser
