#include "recording/characters.hpp"

#include <optional>

#include "base/text.hpp"

namespace sluice::recording {
namespace {

std::uint32_t value_of(char digit) {
  return static_cast<std::uint32_t>(is_digit(digit) ? digit - '0' : to_lower(digit) - 'a' + 10);
}

// A capital, as the core writes them, unless a small letter stands there.
char digit_of(std::uint32_t value, char like) {
  const bool small = like >= 'a' && like <= 'f';
  return (small ? "0123456789abcdef" : "0123456789ABCDEF")[value & 15];
}

// How many bytes a character that begins so has; 0 where none does.
std::size_t length_of(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

constexpr bool is_surrogate(char32_t point) {
  return point >= 0xd800 && point <= 0xdfff;
}

}  // namespace

Characters::Characters(std::string_view text) : text_(text) {
  read_bytes();
  read_points();
}

void Characters::read_bytes() {
  bytes_.reserve(text_.size());
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] != '%') {
      bytes_.push_back({i, false, text_[i]});
      continue;
    }
    // "%41", "%2541", "%252541" ...
    std::size_t at = i + 1;
    const auto is_encoded_at = [this](std::size_t place) {
      return place + 1 < text_.size() && is_hex(text_[place]) && is_hex(text_[place + 1]);
    };
    while (text_.substr(at).starts_with("25") && is_encoded_at(at + 2)) at += 2;
    if (!is_encoded_at(at)) {
      bytes_.push_back({i, false, text_[i]});
      continue;
    }
    bytes_.push_back(
        {at, true, static_cast<char>(value_of(text_[at]) * 16 + value_of(text_[at + 1]))});
    i = at + 1;
  }
}

void Characters::add(char32_t point, std::size_t first, std::size_t count, bool escaped) {
  places_.push_back({first, count, escaped});
  points_.push_back(point);
}

void Characters::read_points() {
  points_.reserve(bytes_.size());
  places_.reserve(bytes_.size());
  for (std::size_t i = 0; i < bytes_.size();) {
    if (bytes_[i].value == '\\') {
      i = read_escape(i);
      continue;
    }
    const auto lead = static_cast<unsigned char>(bytes_[i].value);
    const std::size_t length = length_of(lead);
    char32_t point = length < 2 ? lead : lead & (0xffU >> (length + 1));
    bool good = length > 0 && i + length <= bytes_.size();
    for (std::size_t k = 1; good && k < length; ++k) {
      const auto next = static_cast<unsigned char>(bytes_[i + k].value);
      good = (next & 0xc0) == 0x80;
      point = point << 6 | (next & 0x3f);
    }
    const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    if (!good || overlong || is_surrogate(point) || point > 0x10ffff) {
      add(kOdd, i++, 1);
    } else {
      add(point, i, length);
      i += length;
    }
  }
}

// Any number of backslashes: each time that a text is put into another one doubles them. What
// follows them belongs to them, but for a \u that means a character.
std::size_t Characters::read_escape(std::size_t at) {
  while (at < bytes_.size() && bytes_[at].value == '\\') add(U'\\', at++, 1);
  if (at >= bytes_.size()) return at;
  const auto unit_at = [this](std::size_t from) -> std::optional<char32_t> {
    if (from + 4 >= bytes_.size() || bytes_[from].value != 'u') return std::nullopt;
    char32_t unit = 0;
    for (std::size_t k = 1; k <= 4; ++k) {
      if (!is_hex(bytes_[from + k].value)) return std::nullopt;
      unit = unit * 16 + value_of(bytes_[from + k].value);
    }
    return unit;
  };
  if (const auto unit = unit_at(at)) {
    if (!is_surrogate(*unit)) {
      add(*unit, at, 5, true);
      return at + 5;
    }
    std::size_t second = at + 5;
    while (second < bytes_.size() && bytes_[second].value == '\\') ++second;
    const auto low = second > at + 5 ? unit_at(second) : std::nullopt;
    if (*unit < 0xdc00 && low && *low >= 0xdc00 && *low <= 0xdfff) {
      const std::size_t count = second + 5 - at;
      add(0x10000 + ((*unit - 0xd800) << 10) + (*low - 0xdc00), at, count, true);
      return at + count;
    }
    add(kOdd, at, 5, true);
    return at + 5;
  }
  if (std::string_view("bfnrt").find(bytes_[at].value) != std::string_view::npos) {
    add(kOdd, at, 1);
    return at + 1;
  }
  return at;
}

void Characters::put(std::string& out, std::size_t byte, char value) const {
  const Byte& place = bytes_[byte];
  if (!place.encoded) {
    out[place.at] = value;
    return;
  }
  const auto bits = static_cast<unsigned char>(value);
  out[place.at] = digit_of(bits >> 4U, text_[place.at]);
  out[place.at + 1] = digit_of(bits & 15U, text_[place.at + 1]);
}

std::string Characters::with(const std::u32string& points) const {
  std::string out(text_);
  for (std::size_t i = 0; i < points.size(); ++i) {
    char32_t point = points[i];
    if (point == points_[i]) continue;
    const Place& place = places_[i];
    const auto put_unit = [&](std::size_t first, char32_t unit) {
      for (std::size_t k = 4; k >= 1; --k, unit >>= 4)
        put(out, first + k, digit_of(unit & 15, bytes_[first + k].value));
    };
    if (place.escaped && point < 0x10000) {
      put_unit(place.first, point);
    } else if (place.escaped) {
      put_unit(place.first, 0xd800 + ((point - 0x10000) >> 10));
      put_unit(place.first + place.count - 5, 0xdc00 + ((point - 0x10000) & 0x3ff));
    } else if (place.count == 1) {
      put(out, place.first, static_cast<char>(point));
    } else {
      for (std::size_t k = place.count; k-- > 1; point >>= 6)
        put(out, place.first + k, static_cast<char>(0x80 | (point & 0x3f)));
      const char32_t lead = (0xf00U >> place.count) & 0xff;
      put(out, place.first, static_cast<char>(lead | point));
    }
  }
  return out;
}

}  // namespace sluice::recording
