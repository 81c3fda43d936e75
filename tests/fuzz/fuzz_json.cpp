// Any bytes as JSON: the limits hold, what comes out is sound, and what is taken is what another
// parser takes.
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "base/json.hpp"
#include "promise.hpp"

using namespace sluice;

namespace {

constexpr JsonLimits kLimits;
constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

// RFC 3629, without surrogates and overlong forms.
bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) {
      return at < text.size() ? static_cast<unsigned>(static_cast<unsigned char>(text[at])) : 0U;
    };
    const unsigned first = byte(i);
    const std::size_t length = first < 0x80           ? 1
                               : (first >> 5) == 0x06 ? 2
                               : (first >> 4) == 0x0e ? 3
                               : (first >> 3) == 0x1e ? 4
                                                      : 0;
    if (length == 0) return false;
    unsigned code = length == 1 ? first : first & (0xffU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(i + k) >> 6) != 2) return false;
      code = (code << 6) | (byte(i + k) & 0x3f);
    }
    constexpr unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
    i += length;
  }
  return true;
}

std::size_t check_value(const Json& json, std::size_t depth) {
  const int kinds = json.is_null() + json.boolean().has_value() + json.number().has_value() +
                    (json.string() != nullptr) + (json.array() != nullptr) +
                    (json.object() != nullptr);
  SLUICE_PROMISE(kinds == 1);
  if (json.number()) SLUICE_PROMISE(std::isfinite(*json.number()));
  if (json.string()) SLUICE_PROMISE(is_utf8(*json.string()));
  std::size_t values = 1;
  if (json.array() || json.object()) SLUICE_PROMISE(depth < kLimits.depth);
  if (json.array())
    for (const Json& item : *json.array()) values += check_value(item, depth + 1);
  if (json.object()) {
    for (const auto& [key, member] : *json.object()) {
      SLUICE_PROMISE(is_utf8(key));
      const Json* found = json.find(key);
      SLUICE_PROMISE(!found || !found->is_null());
      values += check_value(member, depth + 1);
    }
    if (!json.object()->empty()) {
      const auto& [key, last] = json.object()->back();
      SLUICE_PROMISE(json.find(key) == (last.is_null() ? nullptr : &last));
    }
  }
  return values;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto json = parse_json(text);
  if (json) {
    SLUICE_PROMISE(size <= kLimits.bytes);
    SLUICE_PROMISE(check_value(*json, 0) <= kLimits.values);
    Json over = *json;
    over.overlay(*json);
    check_value(over, 0);
    if (json->object())
      for (const auto& [key, member] : *json->object())
        SLUICE_PROMISE((over.find(key) == nullptr) == (json->find(key) == nullptr));
  }
  // nlohmann takes a NUL for the end of the text.
  if (text.find('\0') == std::string_view::npos) {
    const bool accepted = parse_json(text, {kNoLimit, kNoLimit, kNoLimit}).has_value();
    const bool by_nlohmann = nlohmann::json::accept(text.begin(), text.end());
    // Which refuses half of a character.
    const bool may_hold_half =
        text.find("\\ud") != std::string_view::npos || text.find("\\uD") != std::string_view::npos;
    SLUICE_PROMISE(accepted == by_nlohmann || (accepted && may_hold_half));
    SLUICE_PROMISE(accepted || !json);
  } else {
    SLUICE_PROMISE(!json);
  }
  return 0;
}
