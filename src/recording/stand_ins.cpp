#include "recording/stand_ins.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/address_shape.hpp"
#include "base/redact.hpp"
#include "base/text.hpp"
#include "recording/characters.hpp"
#include "recording/permutation.hpp"
#include "recording/vocabulary.hpp"

namespace sluice::recording {
namespace {

constexpr std::size_t kMaxLearned = 4096;
constexpr std::size_t kMaxFound = 8192;
constexpr std::size_t kMaxNames = 64;
constexpr std::size_t kMaxWalk = 64;
// What the core puts in front of the request id that it draws from the recording's seed.
constexpr std::string_view kDrawn = "subscriber-";

using Words = std::unordered_set<std::string_view>;

Words words_of(std::string_view list) {
  Words words;
  while (!list.empty()) words.insert(next_piece(list, ' '));
  words.erase("");
  return words;
}
bool is_core_word(std::string_view word) {
  static const Words words = words_of(kCoreWords);
  return words.contains(word);
}
bool is_known_word(std::string_view word) {
  static const Words words = words_of(kKnownWords);
  return words.contains(word);
}

bool is_digits(std::string_view word) {
  return std::ranges::all_of(word, is_digit);
}
// Also "1e5".
bool is_number(std::string_view word) {
  const std::string_view exponent = word.substr(std::min(word.find('e'), word.size()));
  const std::string_view digits = word.substr(0, word.size() - exponent.size());
  return !digits.empty() && is_digits(digits) &&
         (exponent.empty() || (exponent.size() > 1 && is_digits(exponent.substr(1))));
}

// The first place of a word that announces secrets, as redact() finds them within another word, and
// its length.
std::pair<std::size_t, std::size_t> secret_word_in(std::string_view word) {
  std::pair<std::size_t, std::size_t> first{std::string_view::npos, 0};
  for (std::string_view rest = kSecretWords; !rest.empty();) {
    const std::string_view secret = next_piece(rest, ' ');
    const std::size_t at = word.find(secret);
    if (at < first.first) first = {at, secret.size()};
  }
  return first;
}

bool may_stand_in(std::string_view word) {
  return !is_core_word(word) && !is_known_word(word) && !is_number(word) &&
         secret_word_in(word).second == 0;
}

constexpr char32_t kFirstOfTwo = 0x80, kFirstOfThree = 0x800, kFirstOfFour = 0x10000;
constexpr char32_t kFirstSurrogate = 0xd800, kSurrogates = 0x800;

// A character as a digit among those that may stand in its place, and back.
Digit digit_of(char32_t point, bool leads) {
  if (point >= kFirstOfFour) return {point - kFirstOfFour, 0x100000};
  if (point >= kFirstOfThree) {
    const char32_t skipped = point > kFirstSurrogate ? kSurrogates : 0;
    return {point - kFirstOfThree - skipped, kFirstOfFour - kFirstOfThree - kSurrogates};
  }
  if (point >= kFirstOfTwo) return {point - kFirstOfTwo, kFirstOfThree - kFirstOfTwo};
  const char c = static_cast<char>(point);
  // A number without zeros in front stays one.
  if (is_digit(c) && leads) return c == '0' ? Digit{} : Digit{point - U'1', 9};
  if (is_digit(c)) return {point - U'0', 10};
  const auto letter = static_cast<std::uint32_t>(to_lower(c) - 'a');
  return letter < 6 ? Digit{letter, 6} : Digit{letter - 6, 20};
}
char32_t point_of(const Digit& digit, char32_t like, bool leads) {
  if (like >= kFirstOfFour) return digit.value + kFirstOfFour;
  if (like >= kFirstOfThree) {
    const char32_t point = digit.value + kFirstOfThree;
    return point < kFirstSurrogate ? point : point + kSurrogates;
  }
  if (like >= kFirstOfTwo) return digit.value + kFirstOfTwo;
  const char c = static_cast<char>(like);
  if (is_digit(c) && leads) return c == '0' ? like : digit.value + U'1';
  if (is_digit(c)) return digit.value + U'0';
  const char first = c >= 'a' ? 'a' : 'A';
  const bool hex = to_lower(c) <= 'f';
  return digit.value + static_cast<char32_t>(hex ? first : first + 6);
}

constexpr std::u32string_view kLastPort = U"65535";  // of as many digits, what is above is none

void permute_points(const Key& key, std::u32string& points, std::size_t begin, std::size_t end) {
  std::vector<Digit> digits;
  for (std::size_t i = begin; i < end; ++i) digits.push_back(digit_of(points[i], i == begin));
  const auto word = std::u32string_view(points).substr(begin, end - begin);
  const bool has_five =
      word.size() == kLastPort.size() &&
      std::ranges::all_of(word, [](char32_t c) { return c >= U'0' && c <= U'9'; });
  const bool was_port = word <= kLastPort;
  do {
    permute(key, digits);
    for (std::size_t i = begin; i < end; ++i)
      points[i] = point_of(digits[i - begin], points[i], i == begin);
    // What may be a port has one as its stand-in: the next in the cycle of all.
  } while (has_five && (word <= kLastPort) != was_port);
}

// Of ASCII.
std::string lower_text(const std::u32string& points, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) text.push_back(to_lower(static_cast<char>(points[i])));
  return text;
}

// How much of an IPv6 address tells its class: loopback and none, link-local, unique local,
// multicast, IPv4 in IPv6 (which is handled as that), and what is everybody's.
std::size_t class_length(std::string_view address) {
  if (address == "::" || address == "::1") return address.size();
  for (const std::string_view prefix : {"fe80", "::ffff:", "fc", "fd", "ff", "2", "3"}) {
    if (address.starts_with(prefix)) return prefix.size();
  }
  return 0;
}

// With a byte in the place of each other character.
std::string ascii_of(const std::u32string& points) {
  std::string ascii;
  ascii.reserve(points.size());
  for (const char32_t point : points)
    ascii.push_back(point < kFirstOfTwo ? static_cast<char>(point) : '\xff');
  return ascii;
}

struct Range {
  std::uint32_t low, high;
};
// How many octets tell that an address is not one of the open Internet's.
std::size_t class_octets(std::span<const std::uint32_t> octets) {
  const std::uint32_t first = octets[0], second = octets[1];
  if (first == 0 || first == 127 || first >= 224) return octets.size();
  const bool two = (first == 192 && second == 168) || (first == 169 && second == 254) ||
                   (first == 172 && second >= 16 && second < 32) ||
                   (first == 100 && second >= 64 && second < 128);
  return two ? 2 : first == 10 ? 1 : 0;
}

// What may stand in the place of an octet: as long, and of the open Internet where it is the first.
Range octet_range(std::uint32_t octet, bool first) {
  if (octet < 10) return octet == 0 ? Range{0, 0} : Range{1, 9};
  if (octet < 100) return first ? Range{11, 99} : Range{10, 99};
  return first ? Range{128, 168} : Range{100, 255};
}

}  // namespace

bool StandIns::is_kept(std::string_view word) const {
  if (word.size() < 2 || is_core_word(word)) return true;
  if (learned_.contains(std::string(word))) return false;
  return is_known_word(word) || is_number(word);
}

void StandIns::learn(std::string_view secret) {
  const Characters characters(secret);
  const Points& points = characters.points();
  const auto is_word_char = [&](std::size_t i) {
    return i < points.size() && points[i] < kFirstOfTwo && is_alnum(static_cast<char>(points[i]));
  };
  std::size_t core_words = 0, words = 0;
  for (std::size_t begin = 0; begin < points.size(); ++begin) {
    std::size_t end = begin;
    while (is_word_char(end)) ++end;
    words += end > begin ? 1 : 0;
    std::string word = lower_text(points, begin, end);
    // A number of two digits would be found everywhere.
    const std::size_t least = is_digits(word) ? 3 : 2;
    core_words += is_core_word(word) ? 1 : 0;
    if (word.size() >= least && learned_.size() < kMaxLearned && !is_core_word(word)) {
      found_.erase(word);
      learned_.insert(std::move(word));
    }
    begin = std::max(begin, end);
  }
  // Parts of a host's name come alone, too; and what JSON escapes is not the same text everywhere.
  const bool is_name = words > 1 && core_words > 0 &&
                       secret.find_first_of(".:/\\\"") == secret.npos &&
                       std::ranges::none_of(secret, is_control);
  if (!is_name || names_.size() >= kMaxNames) return;
  std::string name = ascii_of(points);
  for (char& c : name) c = to_lower(c);
  if (std::ranges::find(names_, name) == names_.end()) names_.push_back(std::move(name));
}

// Which characters belong to one of the names.
std::vector<bool> StandIns::find_names(std::string_view text) const {
  std::vector<bool> found(text.size(), false);
  const std::string lower = names_.empty() ? std::string() : lowercase(text);
  for (const std::string& name : names_) {
    for (std::size_t at = lower.find(name); at != std::string::npos; at = lower.find(name, at)) {
      const std::size_t end = at + name.size();
      const bool whole =
          (at == 0 || !is_alnum(lower[at - 1])) && (end == lower.size() || !is_alnum(lower[end]));
      for (std::size_t i = at; whole && i < end; ++i) found[i] = true;
      at = end;
    }
  }
  return found;
}

// What redact() looks for in a word stays in it.
void StandIns::replace_word(Points& points, std::size_t begin, std::size_t end, bool of_name) {
  const std::string word = lower_text(points, begin, end);
  if (of_name && word.size() > 1) return replace_piece(points, begin, end);
  if (is_kept(word)) return;
  std::size_t done = 0;
  while (done < word.size()) {
    const auto [at, length] = secret_word_in(std::string_view(word).substr(done));
    const std::size_t piece = std::min(at, word.size() - done);
    if (!is_kept(std::string_view(word).substr(done, piece)))
      replace_piece(points, begin + done, begin + done + piece);
    done += piece + length;
  }
}

void StandIns::replace_piece(Points& points, std::size_t begin, std::size_t end) {
  const std::string piece = lower_text(points, begin, end);
  std::string& stand_in = found_[piece];
  if (stand_in.empty()) {
    Points walk(piece.begin(), piece.end());
    for (std::size_t i = 0; i < kMaxWalk; ++i) {
      permute_points(key_, walk, 0, walk.size());
      stand_in = lower_text(walk, 0, walk.size());
      if (is_digits(piece) || may_stand_in(stand_in)) break;
    }
  }
  for (std::size_t i = begin; i < end; ++i) {
    const bool capital = points[i] >= U'A' && points[i] <= U'Z';
    const char c = stand_in[i - begin];
    points[i] = static_cast<char32_t>(capital ? c - 'a' + 'A' : c);
  }
  if (found_.size() > kMaxFound) found_.clear();
}

void StandIns::replace_ipv4(Points& points, std::size_t begin, std::size_t end) {
  const std::string text = lower_text(points, begin, end);
  std::array<std::uint32_t, 4> octets{};
  std::string_view rest = text;
  for (std::uint32_t& octet : octets) {
    const auto value = parse_decimal(next_piece(rest, '.'), 255);
    if (!value) return;  // no address, a version
    octet = static_cast<std::uint32_t>(*value);
  }
  const std::size_t told = class_octets(octets);
  std::array<Digit, 4> digits{};
  std::array<Range, 4> ranges{};
  for (std::size_t i = 0; i < 4; ++i) {
    ranges[i] = i < told ? Range{octets[i], octets[i]} : octet_range(octets[i], i == 0);
    const auto& [low, high] = ranges[i];
    const std::uint32_t radix = high - low + 1;
    digits[i] = {octets[i] < low || octets[i] > high ? octets[i] % radix : octets[i] - low, radix};
  }
  permute(key_, digits);
  std::string out;
  for (std::size_t i = 0; i < 4; ++i) {
    if (i > 0) out.push_back('.');
    out.append(std::to_string(ranges[i].low + digits[i].value));
  }
  // "010.1.2.3" is as long as it was, or it stays.
  if (out.size() != text.size()) return;
  for (std::size_t i = begin; i < end; ++i) points[i] = static_cast<char32_t>(out[i - begin]);
}

void StandIns::replace_ipv6(Points& points, std::size_t begin, std::size_t end) {
  const std::string text = lower_text(points, begin, end);
  if (const std::size_t dot = text.find('.'); dot != std::string::npos) {
    const std::size_t colon = text.rfind(':', dot);
    if (colon != std::string::npos) {
      replace_ipv4(points, begin + colon + 1, end);
      end = begin + colon;
    }
  }
  const bool is_address = std::ranges::count(text, ':') <= 7;  // and no fingerprint
  begin += is_address ? std::min(class_length(text), end - begin) : 0;
  std::vector<std::size_t> places;
  Points digits;
  for (std::size_t i = begin; i < end; ++i) {
    if (points[i] == U':') continue;
    places.push_back(i);
    digits.push_back(points[i]);
  }
  std::vector<Digit> word;
  for (const char32_t digit : digits) word.push_back(digit_of(digit, false));
  permute(key_, word);
  for (std::size_t i = 0; i < places.size(); ++i)
    points[places[i]] = point_of(word[i], digits[i], false);
}

std::string StandIns::of(std::string_view text) {
  const Characters characters(text);
  Points points = characters.points();
  const std::string ascii = ascii_of(points);
  const std::string_view all = ascii;
  const std::vector<bool> in_name = find_names(all);
  const auto ipv4_at = [all](std::size_t i) -> std::size_t {
    const bool goes_on = i > 0 && (is_digit(all[i - 1]) || all[i - 1] == '.');
    return is_digit(all[i]) && !goes_on ? ipv4_length(all.substr(i)) : 0;
  };
  const auto ipv6_at = [all](std::size_t i) -> std::size_t {
    const bool goes_on = i > 0 && is_alnum(all[i - 1]);
    const bool begins = is_hex(all[i]) || all.substr(i).starts_with("::");
    return begins && !goes_on ? ipv6_length(all.substr(i)) : 0;
  };
  for (std::size_t i = 0; i < all.size();) {
    if (const std::size_t ipv4 = ipv4_at(i)) {
      replace_ipv4(points, i, i + ipv4);
      i += ipv4;
    } else if (const std::size_t ipv6 = ipv6_at(i)) {
      replace_ipv6(points, i, i + ipv6);
      i += ipv6;
    } else if (is_alnum(all[i])) {
      std::size_t end = i + 1;
      while (end < all.size() && is_alnum(all[end]) && ipv4_at(end) == 0) ++end;
      const std::string_view word = all.substr(i, end - i);
      const bool drawn = word.size() == 16 && std::ranges::all_of(word, is_hex) &&
                         all.substr(0, i).ends_with(kDrawn);
      if (!drawn) replace_word(points, i, end, in_name[i]);
      i = end;
    } else if (points[i] >= kFirstOfTwo) {
      std::size_t end = i + 1;
      while (end < all.size() && points[end] >= kFirstOfTwo) ++end;
      permute_points(key_, points, i, end);
      i = end;
    } else {
      ++i;
    }
  }
  return characters.with(points);
}

Json StandIns::of(const Json& json) {
  if (const std::string* text = json.string()) return Json(of(*text));
  if (const Json::Array* items = json.array()) {
    Json::Array out;
    for (const Json& item : *items) out.push_back(of(item));
    return Json(std::move(out));
  }
  if (const Json::Object* members = json.object()) {
    Json::Object out;
    for (const auto& [key, value] : *members) out.emplace_back(of(key), of(value));
    return Json(std::move(out));
  }
  const auto number = json.number();
  // Only a whole one may be a secret, and is then what its text would be.
  if (!number || *number != std::floor(*number) || std::abs(*number) > 9e15) return json;
  const std::string text = of(std::to_string(static_cast<long long>(*number)));
  const auto replaced = parse_decimal(text, 9'999'999'999'999'999);
  return replaced ? Json(static_cast<double>(*replaced)) : json;
}

}  // namespace sluice::recording
