// The report of a storm as an SVG: a strip for each policy, with the requests at the manager and
// how much of the audience has a picture, over time.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>

#include "base/text.hpp"
#include "storm/figures.hpp"

namespace sluice::storm {
namespace {

constexpr double kWidth = 860, kLeft = 60, kRight = 130, kTop = 86, kStrip = 92, kGap = 40;
constexpr Millis kBefore{5'000};
constexpr Millis kAfter{60'000};  // behind the moment from which the cluster can carry everybody
constexpr double kMostLoad = 4;   // times what the manager can answer; more is cut off
constexpr std::size_t kBinsOfSecond = static_cast<std::size_t>(Millis(1000) / kBin);

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

std::string text(double x, double y, std::string_view style, std::string_view what) {
  return concat("<text x=\"", number(x), "\" y=\"", number(y), "\" class=\"", style, "\">", what,
                "</text>\n");
}

std::string line(double x1, double y1, double x2, double y2, std::string_view style) {
  return concat("<line x1=\"", number(x1), "\" y1=\"", number(y1), "\" x2=\"", number(x2),
                "\" y2=\"", number(y2), "\" class=\"", style, "\"/>\n");
}

// A second's worth of what `part` says of each bin, around each second.
template <class Part>
std::vector<double> by_second(std::span<const Bin> bins, const Part& part) {
  std::vector<double> seconds(bins.size() / kBinsOfSecond);
  for (std::size_t i = 0; i < seconds.size() * kBinsOfSecond; ++i)
    seconds[i / kBinsOfSecond] += part(bins[i]);
  return seconds;
}

class Strip {
 public:
  Strip(double top, std::size_t seconds) : top_(top), seconds_(static_cast<double>(seconds)) {}

  [[nodiscard]] double x(double second) const {
    return kLeft + second / seconds_ * (kWidth - kLeft - kRight);
  }
  [[nodiscard]] double y(double share) const {
    return top_ + kStrip * (1 - std::clamp(share, 0.0, 1.0));
  }
  // Steps, a second each, down to the ground.
  [[nodiscard]] std::string area(const std::vector<double>& shares, std::string_view style) const {
    std::string path = concat("<path class=\"", style, "\" d=\"M", number(x(0)), " ", number(y(0)));
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const auto at = static_cast<double>(i);
      path += concat("V", number(y(shares[i])), "H", number(x(at + 1)));
    }
    return path + concat("V", number(y(0)), "Z\"/>\n");
  }
  [[nodiscard]] std::string curve(const std::vector<double>& shares) const {
    std::string path = "<path class=\"p\" d=\"";
    for (std::size_t i = 0; i < shares.size(); ++i)
      path += concat(i == 0 ? "M" : "L", number(x(static_cast<double>(i) + 1)), " ",
                     number(y(shares[i])));
    return path + "\"/>\n";
  }

 private:
  double top_;
  double seconds_;
};

std::string seconds_text(double value) {
  return std::isfinite(value) ? number(value) + " s" : std::string("never");
}

}  // namespace

std::string picture_of(const Plan& plan, std::span<const Figures> results) {
  const auto begin = static_cast<std::size_t>((kBreaks.time_since_epoch() - kBefore) / kBin);
  const TimePoint last = std::max(mended_at(plan), kBreaks) + kAfter;
  const auto end = static_cast<std::size_t>(last.time_since_epoch() / kBin);
  const double height = kTop + static_cast<double>(results.size()) * (kStrip + kGap) + 10;
  const double capacity = plan.manager_rate * plan.clients;

  std::string svg =
      concat("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ", number(kWidth), " ",
             number(height),
             "\" role=\"img\" aria-label=\"Requests a second at the stream manager while an "
             "audience comes "
             "back\" font-family=\"sans-serif\" "
             "font-size=\"12\">\n<style>.t{font-size:15px;font-weight:bold}"
             ".s{fill:#555}.r{text-anchor:end;fill:#555}.a{fill:#4a80bd}.x{fill:#d2502d}"
             ".c{stroke:#222;stroke-dasharray:4 3}.g{stroke:#bbb}.p{fill:none;stroke:#2c8a4b;"
             "stroke-width:2}</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
  svg += text(kLeft, 22, "t",
              concat(std::to_string(plan.clients),
                     " players: ", kSceneNames[static_cast<std::size_t>(plan.scene)]));
  svg += text(kLeft, 42, "s",
              "blue: requests a second at the manager; red: of these, turned away; dashed: what it "
              "can answer");
  svg += text(kLeft, 58, "s", "green: players with a picture, of all of them");

  double top = kTop;
  for (const Figures& result : results) {
    const std::size_t from = std::min(begin, result.bins.size());
    const std::span<const Bin> bins =
        std::span(result.bins).subspan(from, std::min(end, result.bins.size()) - from);
    const auto load = [&](double requests) { return requests / capacity / kMostLoad; };
    const std::vector<double> all =
        by_second(bins, [&](const Bin& bin) { return load(bin.lookups + bin.sockets); });
    const std::vector<double> refused =
        by_second(bins, [&](const Bin& bin) { return load(bin.refused); });
    const std::vector<double> watching = by_second(bins, [&](const Bin& bin) {
      return static_cast<double>(bin.watching) / plan.clients / kBinsOfSecond;
    });
    const Strip strip(top, all.size());
    svg += text(kLeft, top - 6, "", text_of(result.policy).title);
    svg += strip.area(all, "a") + strip.area(refused, "x") + strip.curve(watching);
    const double right = kWidth - kRight;
    svg += line(kLeft, strip.y(0), right, strip.y(0), "g");
    svg += line(kLeft, strip.y(1 / kMostLoad), right, strip.y(1 / kMostLoad), "c");
    svg += text(kLeft - 6, strip.y(1 / kMostLoad) + 4, "r", "100 %");
    svg += text(kLeft - 6, strip.y(1) + 8, "r", "400 %");
    svg += text(right + 10, top + 18, "s", concat("99 %: ", seconds_text(result.waits_s[2])));
    svg += text(right + 10, top + 36, "s",
                concat("peak: ", std::to_string(std::lround(100 * result.peak_of_capacity)), " %"));
    svg += text(right + 10, top + 54, "s",
                concat("refused: ", std::to_string(std::lround(100 * result.refused)), " %"));
    for (std::size_t second = 5; second <= all.size(); second += 10)
      svg += text(strip.x(static_cast<double>(second)) - 6, top + kStrip + 14, "s",
                  concat(std::to_string(static_cast<int>(second) - 5), " s"));
    top += kStrip + kGap;
  }
  return svg + "</svg>\n";
}

}  // namespace sluice::storm
