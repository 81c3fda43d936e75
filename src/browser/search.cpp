#include "browser/search.hpp"

#include <utility>
#include <vector>

#include "browser/values.hpp"
#include "manager/rewrite.hpp"

namespace sluice::browser {
namespace {

std::vector<std::unique_ptr<Search>>& searches() {
  static std::vector<std::unique_ptr<Search>> all;
  return all;
}

val node_value(const Node& node) {
  val object = val::object();
  object.set("name", node.name);
  object.set("scope", node.scope);
  object.set("serverAddress", node.address);
  object.set("region", node.region);
  return object;
}

}  // namespace

Search::Search(val host, const SessionConfig& config)
    : host_(std::move(host)),
      locator_(AttemptId{1}, *config.lookup,
               {config.lookup_retries, config.lookup_retry_delay, config.timeouts.answer}),
      timer_(*this) {}

void Search::begin() {
  locator_.start(now());
  drain();
}

void Search::on_input() {
  locator_.handle(inputs_.front(), now());
  inputs_.pop_front();
  drain();
}

void Search::drain() {
  while (auto effect = locator_.poll_effect()) {
    if (const auto* http = std::get_if<SendHttp>(&*effect)) {
      fetch_ = std::make_unique<Fetch>(*http, *this, host_);
    } else {
      fetch_.reset();  // it is aborted by this
    }
  }
  timer_.set(locator_.next_deadline());
  const auto answer = locator_.poll_answer();
  if (!answer) return;
  val found = val::array();
  if (*answer) {
    for (const Node& node : **answer) found.call<void>("push", node_value(node));
  }
  host_.call<void>("found", *answer ? found : error_value(host_, answer->error()));
  std::erase_if(searches(), [this](const auto& search) { return search.get() == this; });
}

void search_nodes(const std::string& role, const std::string& options, val host) {
  const ClientKind kind{role == "publisher" ? Role::Publisher : Role::Subscriber,
                        Transport::WebSocket, Page{host["secure"].isTrue()}, 0};
  const auto config = parse_config(kind, options);
  if (!config) return host.call<void>("found", error_value(host, config.error()));
  searches().push_back(std::make_unique<Search>(std::move(host), *config));
  searches().back()->begin();
}

val rewrite_options(const std::string& kind, const std::string& options, const std::string& node) {
  const auto config = parse_json(options);
  const Lookup lookup;
  const auto nodes = parse_lookup(lookup, {200, "application/json", node});
  if (!config || !nodes) return val::undefined();
  const Json rewritten =
      kind == "rtmp" ? rewrite_rtmp(*config, nodes->front()) : rewrite_rtc(*config, nodes->front());
  val changed = val::object();
  for (const char* key : {"host", "app", "streamName", "connectionParams"}) {
    if (const Json* value = rewritten.find(key)) changed.set(key, json_value(*value));
  }
  return changed;
}

}  // namespace sluice::browser
