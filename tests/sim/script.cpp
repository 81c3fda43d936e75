#include "sim/script.hpp"

#include <algorithm>
#include <array>

#include "sim/bench.hpp"

namespace sluice::sim {
namespace {

using test::Bench;

constexpr std::string_view kFragment = "application/trickle-ice-sdpfrag";

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
    text.replace(at, from.size(), to), at += to.size();
  return text;
}

std::string text_at(const Json& json, std::string_view key) {
  const Json* value = json.find(key);
  return value && value->string() ? *value->string() : std::string();
}

int number_at(const Json& json, std::string_view key) {
  const Json* value = json.find(key);
  return static_cast<int>(value ? value->number().value_or(0) : 0);
}

std::string header(const std::vector<HttpHeader>& headers, std::string_view name) {
  for (const HttpHeader& each : headers)
    if (equals_ignoring_case(each.name, name)) return each.value;
  return {};
}

// A header of the answer's, as a page of another origin may read it.
std::string told(const Json& answer, std::string_view name) {
  const Json* headers = answer.find("headers");
  if (!headers) return {};
  const Json* exposed = headers->find("Access-Control-Expose-Headers");
  if (exposed && name != "Content-Type" && exposed->string()->find(name) == std::string::npos)
    return {};
  return filled(text_at(*headers, name));
}

std::string method_and_path(const SendHttp& request) {
  std::string_view url = request.url;
  const bool is_other = url.starts_with(ScriptedServer::kOther);
  url.remove_prefix(is_other ? ScriptedServer::kOther.size() : ScriptedServer::kOrigin.size());
  return concat(test::name_of(request.method), " ", is_other ? "other" : "", url);
}

}  // namespace

std::string filled(std::string_view text) {
  std::string out = replaced(std::string(text), "{origin}", ScriptedServer::kOrigin);
  out = replaced(std::move(out), "{other}", ScriptedServer::kOther);
  constexpr std::string_view kDate = "{in:";  // which the browser's shim makes seconds of
  return out.starts_with(kDate) ? out.substr(kDate.size(), out.size() - kDate.size() - 1) : out;
}

ScriptedServer::ScriptedServer(const Json& rules) {
  for (const Json& json : *rules.array()) {
    const Json* times = json.find("times");
    rules_.push_back({text_at(json, "request"), &json, json.find("answer")});
    Rule& rule = rules_.back();
    rule.is_many = times && times->string();
    rule.left = rule.is_many ? *times->string() == "some" : times ? number_at(json, "times") : 1;
  }
}

bool ScriptedServer::waits() const {
  return std::ranges::any_of(rules_, [](const Rule& rule) {
    return rule.left > 0 && !rule.request.starts_with("DELETE");
  });
}

std::string ScriptedServer::kind_of(const SendHttp& request) const {
  if (request.body.empty()) return {};
  const std::string type = header(request.headers, "Content-Type");
  if (type == "application/sdp")
    return request.body.find("a=setup:actpass") == std::string::npos ? "answer" : "offer";
  if (type != kFragment) return request.body;
  const std::string ufrag = Bench::ufrag_of(request.body);
  std::string_view path = request.url;
  path.remove_prefix(std::min(path.size(), kOrigin.size()));
  const auto offered = offered_.find(path);
  return offered != offered_.end() && ufrag != offered->second ? "restart" : "candidates";
}

ScriptedServer::Rule* ScriptedServer::rule_for(const Asked& asked) {
  const auto matches = [&](const Rule& rule) {
    if (rule.request != asked.request || (!rule.is_many && rule.left <= 0)) return false;
    const Json* body = rule.json->find("body");
    if (body && *body->string() != asked.kind) return false;
    const Json* headers = rule.json->find("headers");
    return !headers || std::ranges::all_of(*headers->object(), [&](const auto& wanted) {
      const std::string* value = wanted.second.string();
      return header(asked.headers, wanted.first) == (value ? *value : std::string());
    });
  };
  const auto found = std::ranges::find_if(rules_, matches);
  return found == rules_.end() ? nullptr : &*found;
}

ScriptedServer::Outcome ScriptedServer::ask(const SendHttp& request) {
  const Asked asked{method_and_path(request), kind_of(request), request.headers};
  Rule* rule = rule_for(asked);
  if (rule) --rule->left;
  static const Json kUnexpected = *parse_json(R"({"status":500})");
  const Json& answer = rule ? *rule->answer : kUnexpected;
  const bool is_cut = answer.find("cut") != nullptr;

  std::string line = asked.request;
  for (const std::string_view name : {"authorization", "if-match", "last-event-id"}) {
    const std::string value = header(asked.headers, name);
    if (!value.empty()) line.append(concat(" [", name, ": ", value, "]"));
  }
  if (!asked.kind.empty()) line.append(" ").append(asked.kind);
  const int status = number_at(answer, "status");
  lines_.push_back(concat(line, " -> ",
                          !rule    ? "unexpected"
                          : is_cut ? "cut"
                                   : std::to_string(status)));

  Outcome outcome{.delay = Millis{number_at(answer, "delayMs") + 1}};
  if (is_cut) return outcome;
  // As fetch() follows it: with method and body, without the token where the origin is another one.
  if (status == 307 || status == 308) {
    SendHttp again = request;
    const auto base = parse_url(request.url);
    const auto target = resolve_url(*base, told(answer, "Location"));
    again.url = target->text();
    if (target->origin() != base->origin())
      std::erase_if(again.headers, [](const HttpHeader& h) { return h.name == "Authorization"; });
    outcome = ask(again);
    if (outcome.answer) outcome.answer->redirected = true;
    return outcome;
  }
  HttpAnswered& to = outcome.answer.emplace();
  to.attempt = request.attempt;
  to.op = request.op;
  to.status = status;
  to.url = request.url;
  to.location = told(answer, "Location");
  to.etag = told(answer, "ETag");
  to.link = told(answer, "Link");
  to.retry_after = told(answer, "Retry-After");
  to.content_type = told(answer, "Content-Type");
  to.body = filled(text_at(answer, "body"));
  if (answer.find("sdp")) describe(request, answer, to);
  if (const Json* stream = answer.find("stream")) {
    outcome.is_stream = true;
    to.content_type = "text/event-stream";
    for (const Json& piece : *stream->array()) outcome.pieces.push_back(filled(*piece.string()));
  }
  return outcome;
}

void ScriptedServer::describe(const SendHttp& request, const Json& answer, HttpAnswered& to) {
  const std::string sdp = text_at(answer, "sdp");
  if (to.content_type.empty()) to.content_type = "application/sdp";
  if (sdp != "offer") offered_[told(answer, "Location")] = Bench::ufrag_of(request.body);
  to.body = sdp == "offer" ? test::sample_offer()
                           : replaced(replaced(request.body, "actpass", "passive"),
                                      "a=ice-ufrag:", "a=ice-ufrag:server");
}

}  // namespace sluice::sim
