#include "storm/options.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

#include "base/text.hpp"

namespace sluice::storm {

const std::string_view kUsage =
    R"(A whole audience in virtual time: what recovery does to a cluster. npm run storm -- [options]
  --scene edge        calm, edge, region, manager, publisher or rolling
  --clients 100000    up to 1000000
  --policies all      or some of sluice,page,flat,exponential,livekit
  --seed 1  --seeds 1 the first of them, and how many storms of each policy
  --threads 2         worlds at a time
  --picture file.svg  the requests a second at the manager
  --recovery JSON     members of Sluice's recovery option, as '"spread":2000'
  --edges 10  --regions 1  --endpoints 3 (that a client asks for, up to 4)
  --manager 0.4       requests a second that the manager can answer, for each client
  --edge 0.2          sessions a second that an edge can set up, for each of its own
  --headroom 0.25     sessions that an edge has room for beyond its share
  --queue 2000        ms that a request may wait there before it is turned away
  --refusal retry-after   or 503, 429 (both name no time, and --retry-after s), silence
  --retry-after 2     s
  --down 30000        ms that the region, the manager, the publisher or a restarted edge is away
  --notice 2000       ms until the manager knows that an edge is dead
  --silent            edges die without a word
  --minutes 0         of the whole storm; 0: as long as the scene needs
  --unwatched         no monitor for each client: less memory
)";

namespace {

using Set = std::function<bool(Options&, std::string_view)>;

template <class Number>
bool read(std::string_view text, Number least, Number most, Number& into) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  if (value < least || value > most) return false;
  into = value;
  return true;
}

Set number(std::uint32_t Plan::*member, std::uint32_t least, std::uint32_t most) {
  return [=](Options& o, std::string_view text) { return read(text, least, most, o.plan.*member); };
}
Set rate(double Plan::*member, double least, double most) {
  return [=](Options& o, std::string_view text) { return read(text, least, most, o.plan.*member); };
}
Set time(Millis Plan::*member, std::int64_t unit_ms, std::int64_t most) {
  return [=](Options& o, std::string_view text) {
    std::int64_t value = 0;
    if (!read<std::int64_t>(text, 0, most, value)) return false;
    o.plan.*member = Millis(value * unit_ms);
    return true;
  };
}

template <class Names, class Enum>
bool read_name(const Names& names, std::string_view text, Enum& into) {
  const auto it = std::ranges::find(names, text);
  if (it == std::end(names)) return false;
  into = static_cast<Enum>(it - std::begin(names));
  return true;
}

bool read_policies(Options& options, std::string_view text) {
  if (text == "all") return true;
  options.policies.clear();
  while (!text.empty()) {
    const std::string_view name = next_piece(text, ',');
    const auto it = std::ranges::find(kPolicies, name, [](Policy p) { return text_of(p).name; });
    if (it == kPolicies.end()) return false;
    options.policies.push_back(*it);
  }
  return !options.policies.empty();
}

struct Row {
  std::string_view name;
  Set set;
  bool takes_value = true;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows{
      {"scene",
       [](Options& o, std::string_view t) { return read_name(kSceneNames, t, o.plan.scene); }},
      {"clients", number(&Plan::clients, 10, 1'000'000)},
      {"policies", read_policies},
      {"seed",
       [](Options& o, std::string_view t) {
         return read<std::uint64_t>(t, 1, 1'000'000'000, o.plan.seed);
       }},
      {"seeds", [](Options& o, std::string_view t) { return read(t, 1U, 10'000U, o.seeds); }},
      {"threads", [](Options& o, std::string_view t) { return read(t, 1U, 64U, o.threads); }},
      {"picture",
       [](Options& o, std::string_view t) {
         o.picture = t;
         return !t.empty();
       }},
      {"recovery",
       [](Options& o, std::string_view t) {
         o.plan.recovery = t;
         return true;
       }},
      {"edges", number(&Plan::edges, 2, kMostEdges)},
      {"regions", number(&Plan::regions, 1, 20)},
      {"endpoints", number(&Plan::endpoints, 1, kMostEndpoints)},
      {"manager", rate(&Plan::manager_rate, 0.001, 1000)},
      {"edge", rate(&Plan::edge_rate, 0.001, 1000)},
      {"headroom", rate(&Plan::headroom, 0, 100)},
      {"queue", time(&Plan::queue, 1, 600'000)},
      {"refusal",
       [](Options& o, std::string_view t) { return read_name(kRefusalNames, t, o.plan.refusal); }},
      {"retry-after", number(&Plan::retry_after_s, 1, 3600)},
      {"down", time(&Plan::down, 1, 3'600'000)},
      {"notice", time(&Plan::notice, 1, 600'000)},
      {"minutes", time(&Plan::length, 60'000, 1440)},
      {"silent", [](Options& o, std::string_view) { return o.plan.silent = true; }, false},
      {"unwatched",
       [](Options& o, std::string_view) {
         o.plan.watched = false;
         return true;
       },
       false},
      {"help", [](Options& o, std::string_view) { return o.help = true; }, false},
  };
  return kRows;
}

}  // namespace

Parsed parse_options(std::span<char* const> arguments) {
  Parsed parsed;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    const auto row = std::ranges::find_if(rows(), [&](const Row& each) {
      return name.starts_with("--") && name.substr(2) == each.name;
    });
    if (row == rows().end()) {
      parsed.fault = concat("unknown: ", name);
      return parsed;
    }
    const bool has_value = row->takes_value && i + 1 < arguments.size();
    const std::string_view value = has_value ? arguments[++i] : std::string_view();
    if (has_value == row->takes_value && row->set(parsed.options, value)) continue;
    parsed.fault = concat(name, " cannot be \"", value, "\"");
    return parsed;
  }
  return parsed;
}

}  // namespace sluice::storm
