#include "signal/link.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/url.hpp"

namespace sluice {
namespace {

// A cursor over a header's value.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  void skip_blanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t'))
      rest_.remove_prefix(1);
  }

  bool take(char c) {
    skip_blanks();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // RFC 9110 section 5.6.2, loosely: up to a delimiter or a blank.
  std::string_view token() {
    skip_blanks();
    const std::string_view token = rest_.substr(0, rest_.find_first_of(" \t=;,\"<>"));
    rest_.remove_prefix(token.size());
    return token;
  }

  // RFC 8288 appendix B.3: a value without quotes goes up to the next ';' or ','.
  std::string_view unquoted() {
    skip_blanks();
    const std::string_view value = rest_.substr(0, rest_.find_first_of(";,"));
    rest_.remove_prefix(value.size());
    return trim(value);
  }

  [[nodiscard]] bool at_end() {
    skip_blanks();
    return rest_.empty();
  }

  // What stands before `end`, which is taken too.
  std::optional<std::string_view> until(char end) {
    const std::size_t at = rest_.find(end);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view text = rest_.substr(0, at);
    rest_.remove_prefix(at + 1);
    return text;
  }

  // The rest of a quoted string whose opening quote is taken (RFC 9110 section 5.6.4).
  std::optional<std::string> quoted() {
    std::string out;
    while (!rest_.empty()) {
      char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return out;
      if (c == '\\' && !rest_.empty()) {
        c = rest_.front();
        rest_.remove_prefix(1);
      }
      out.push_back(c);
    }
    return std::nullopt;
  }

 private:
  std::string_view rest_;
};

std::optional<Link> read_link(Reader& reader, std::size_t max_params) {
  if (!reader.take('<')) return std::nullopt;
  const auto target = reader.until('>');
  if (!target) return std::nullopt;
  Link link{.target = std::string(trim(*target)), .params{}};
  while (reader.take(';')) {
    std::string name = lowercase(reader.token());
    if (name.empty()) continue;
    std::string value;
    if (reader.take('=')) {
      if (reader.take('"')) {
        auto quoted = reader.quoted();
        if (!quoted) return std::nullopt;
        value = std::move(*quoted);
      } else {
        value = reader.unquoted();
      }
    }
    if (link.params.size() >= max_params) return std::nullopt;
    link.params.emplace_back(std::move(name), std::move(value));
  }
  return link;
}

constexpr std::size_t kMaxUsernameBytes = 509;  // libwebrtc takes no more

bool is_turn(std::string_view url) {
  return url.starts_with("turn:") || url.starts_with("turns:");
}
bool is_stun(std::string_view url) {
  return url.starts_with("stun:") || url.starts_with("stuns:");
}

// RFC 7064 and RFC 7065, with the transports that browsers have: scheme ":" host [":" port], behind
// which TURN may name its transport. A browser refuses a whole configuration for a URL that is not.
bool is_usable(std::string_view url) {
  if (!is_turn(url) && !is_stun(url)) return false;
  const bool turn = is_turn(url);
  next_piece(url, ':');
  for (const std::string_view transport : {"?transport=udp", "?transport=tcp"}) {
    if (turn && url.ends_with(transport)) url.remove_suffix(transport.size());
  }
  return url.find_first_of("/?#\\ ") == std::string_view::npos && !url.ends_with(':') &&
         parse_url(concat("http://", url)).has_value();
}

std::string value_or_empty(const Link& link, std::string_view name) {
  const std::string* value = link.param(name);
  return value ? *value : std::string();
}

}  // namespace

const std::string* Link::param(std::string_view name) const {
  const auto it =
      std::ranges::find(params, name, [](const auto& p) { return std::string_view(p.first); });
  return it == params.end() ? nullptr : &it->second;
}

bool Link::has_rel(std::string_view rel) const {
  const std::string* value = param("rel");
  std::string_view rest = value ? std::string_view(*value) : std::string_view{};
  while (!rest.empty()) {
    if (equals_ignoring_case(next_piece(rest, ' '), rel)) return true;
  }
  return false;
}

std::vector<Link> parse_links(std::string_view header, const LinkLimits& limits) {
  std::vector<Link> links;
  const bool cut = header.size() > limits.bytes;
  Reader reader(header.substr(0, limits.bytes));
  do {
    // RFC 9110 section 5.6.1.2: empty elements of a list are passed over.
    while (reader.take(',')) {
    }
    auto link = read_link(reader, limits.params);
    // A link that reaches the limit may be half of one.
    if (!link || (cut && reader.at_end())) break;
    links.push_back(std::move(*link));
  } while (links.size() < limits.links && reader.take(','));
  return links;
}

std::vector<IceServer> ice_servers(std::string_view header) {
  std::vector<IceServer> servers;
  for (const Link& link : parse_links(header)) {
    if (!link.has_rel("ice-server") || servers.size() >= kMaxIceServers) continue;
    // Schemes and hosts have no case (RFC 7065 section 3.1), but all browsers read this one.
    IceServer server{lowercase(link.target), value_or_empty(link, "username"),
                     value_or_empty(link, "credential")};
    const bool complete =
        !is_turn(server.url) || (!server.username.empty() && !server.credential.empty() &&
                                 server.username.size() <= kMaxUsernameBytes);
    if (complete && is_usable(server.url)) servers.push_back(std::move(server));
  }
  return servers;
}

}  // namespace sluice
