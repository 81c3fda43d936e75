#include "sim/watch_search.hpp"

#include "base/text.hpp"

namespace sluice::sim {
namespace {

// The node that a proxy is asked for; empty where none is named.
std::string node_of(const std::string& url) {
  const std::size_t at = url.find("&host=");
  if (at == std::string::npos) return {};
  std::string node = url.substr(at + 6, url.find('&', at + 1) - at - 6);
  for (const auto& [code, text] :
       {std::pair("%5B", ""), std::pair("%5D", ""), std::pair("%3A", ":")}) {
    for (std::size_t i = 0; (i = node.find(code)) != std::string::npos;) node.replace(i, 3, text);
  }
  return lowercase(node);
}

}  // namespace

void WatchSearch::begin(const Input& input) {
  const auto* answered = std::get_if<HttpAnswered>(&input);
  const auto* failed = std::get_if<HttpFailed>(&input);
  answers_ = false;
  if (!asking_) return;
  if ((answered && answered->attempt == search_ && answered->op == op_) ||
      (failed && failed->attempt == search_ && failed->op == op_)) {
    asking_ = false;
    ended_ = life_.now;
    answers_ = answered && answered->status == 200;
    if (answers_ && searches_ == 1) found_ = lowercase(answered->body);
  }
}

void WatchSearch::saw_claim(const Error& error) {
  // With v1 edges are listed for streams that nobody publishes, too.
  const bool lists_any = life_.config.lookup->api == ManagerApi::V1;
  if (error.http_status == 404 && life_.config.role == Role::Subscriber && lists_any)
    life_.fail("a proxy is said to be off that has told of a stream that is not there");
  if (!answers_) life_.fail("a proxy is said to be off though its manager has not been heard");
}

void WatchSearch::saw(const Effect& effect) {
  if (const auto* e = std::get_if<OpenSocket>(&effect)) go(*e);
  const auto* request = std::get_if<SendHttp>(&effect);
  if (request && request->method == HttpMethod::Get) ask(*request);
  const auto* abort = std::get_if<AbortHttp>(&effect);
  if (abort && abort->attempt == search_ && abort->op == op_) {
    if (!asking_) life_.fail("a lookup is aborted that is over");
    asking_ = false;
    ended_ = life_.now;
  }
}

void WatchSearch::ask(const SendHttp& request) {
  if (!life_.config.lookup) return life_.fail("a lookup that nobody has asked for");
  // One for nodes, and one for whether the manager is there at all.
  if (search_ != request.attempt) {
    if (++searches_ > 2) life_.fail("three searches in one session");
    tries_ = 0;
    ended_.reset();
  }
  if (asking_) life_.fail("two lookups at a time");
  search_ = request.attempt;
  op_ = request.op;
  asking_ = true;
  ++tries_;
  const bool for_nodes = needs_lookup(life_.config) && searches_ == 1;
  const std::uint32_t retries = for_nodes ? life_.config.lookup_retries : 0;
  if (tries_ > retries + 1) life_.fail("more lookups than retries");
  if (ended_ && life_.now < *ended_ + life_.config.lookup_retry_delay)
    life_.fail("a lookup too soon behind the last one");
}

void WatchSearch::go(const OpenSocket& effect) {
  if (life_.live) life_.fail("another socket after the stream was live");
  ++sockets_;
  if (!needs_lookup(life_.config)) {
    if (sockets_ > 1) life_.fail("the same server is tried twice");
    return;
  }
  const std::string node = node_of(effect.url);
  if (node.empty() || found_.find(concat("\"serveraddress\":\"", node, "\"")) == std::string::npos)
    return life_.fail("a node that was not found is tried: " + effect.url);
  if (!tried_.insert(node).second) life_.fail("a node is tried twice: " + node);
}

}  // namespace sluice::sim
