// Bytes to what a person reads.

#include <array>
#include <bit>
#include <cmath>
#include <type_traits>
#include <utility>

#include "base/text.hpp"
#include "recording/codec.hpp"
#include "recording/fields.hpp"
#include "recording/names.hpp"

namespace sluice::recording {
namespace {

constexpr int kMaxDepth = 40;

std::string hex(std::uint64_t number) {
  std::string out(16, '0');
  for (std::size_t i = out.size(); i-- > 0; number >>= 4) out[i] = "0123456789abcdef"[number & 15];
  return out;
}

class Printer {
 public:
  Printer(ByteReader& in, std::string& out) : in_(in), out_(out) {}

  void operator()(const char* name, auto& member) { print(name, member); }

 private:
  void say(std::string_view name, std::string_view value = {}) {
    out_.append(out_.ends_with(' ') || out_.ends_with('{') ? "" : ", ").append(name);
    if (!value.empty()) out_.append(" ").append(value);
  }
  void print(const char* name, bool&) {
    if (in_.number(1) != 0) say(name);
  }
  void print(const char* name, int&) { say_number(name, in_.signed_number()); }
  void print(const char* name, Millis&) {
    if (const std::int64_t ms = in_.signed_number(); ms != 0)
      say(name, concat(std::to_string(ms), " ms"));
  }
  template <std::unsigned_integral T>
  void print(const char* name, T&) {
    say_number(name, static_cast<std::int64_t>(in_.number()));
  }
  void say_number(const char* name, std::int64_t number) {
    if (number != 0) say(name, std::to_string(number));
  }
  void print(const char* name, AttemptId&) { say_id(name); }
  void print(const char* name, OpId&) { say_id(name); }
  void print(const char* name, CallId&) { say_id(name); }
  void say_id(const char* name) { say_number(name, static_cast<std::int64_t>(in_.number())); }
  void print(const char* name, ErrorCode&) {
    say(name, error_info(static_cast<ErrorCode>(in_.number(kErrorCodes - 1))).name);
  }
  template <Named E>
  void print(const char* name, E&) {
    say(name, name_of(static_cast<E>(in_.number(count_of<E>() - 1))));
  }
  void print(const char* name, std::string&) { say_text(name); }
  void print(const char* name, std::string_view&) { say_text(name); }
  void say_text(const char* name) {
    if (const std::string shown = text(); !shown.empty()) say(name, shown);
  }
  std::string text() {
    const std::string_view shown = in_.text();
    if (shown.size() < kShownBytes) return on_one_line(shown);
    const std::uint64_t size = in_.number();
    const std::string hash = hex(in_.number());
    return concat(on_one_line(shown), "... (", std::to_string(size), " bytes, ", hash, ")");
  }
  template <class T>
  void print(const char* name, std::optional<T>&) {
    T value{};
    if (in_.number(1) != 0) print(name, value);
  }
  template <class T>
  void print(const char* name, std::vector<T>&) {
    for (std::uint64_t count = in_.number(in_.rest().size()); count > 0; --count) {
      T value{};
      print(name, value);
    }
  }
  void print(const char* name, std::monostate&) { static_cast<void>(name); }
  void print(const char* name, EventData&) {
    const auto place = static_cast<std::size_t>(in_.number(std::variant_size_v<EventData> - 1));
    if (in_.failed()) return;
    [&]<std::size_t... places>(std::index_sequence<places...>) {
      ((place == places ? print_as<std::variant_alternative_t<places, EventData>>(name) : void()),
       ...);
    }
    (std::make_index_sequence<std::variant_size_v<EventData>>{});
  }
  template <class T>
  void print_as(const char* name) {
    T value{};
    print(name, value);
  }
  void print(const char* name, Json&) { say(name, json(0)); }
  std::string json(int depth) {
    if (depth > kMaxDepth) return in_.fail(), std::string();
    const std::uint64_t kind = in_.number(6);
    switch (kind) {
      case 0:
        return in_.failed() ? "" : "null";
      case 1:
        return "false";
      case 2:
        return "true";
      case 3: {
        const auto number = std::bit_cast<double>(in_.number());
        return std::abs(number) < 9e15 ? std::to_string(static_cast<long long>(number))
                                       : "a number";
      }
      case 4:
        return concat("\"", text(), "\"");
      default:
        break;
    }
    std::string out(1, kind == 5 ? '[' : '{');
    for (std::uint64_t count = in_.number(in_.rest().size()); count > 0; --count) {
      if (out.size() > 1) out.push_back(',');
      if (kind == 6) out.append(text()).append(":");
      out.append(json(depth + 1));
    }
    return out + (kind == 5 ? ']' : '}');
  }
  template <HasFields T>
  void print(const char* name, T& value) {
    say(name, "{");
    each_field(value, *this);
    out_.append("}");
  }

  ByteReader& in_;
  std::string& out_;
};

// Of a struct that is about one bool.
struct OnlyBool {
  const char* name = nullptr;
  std::size_t members = 0;

  void operator()(const char* member, const auto& value) {
    ++members;
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, bool>) name = member;
  }
};

template <class Variant>
std::string describe(std::string_view names, std::string_view bytes) {
  constexpr std::size_t kCount = std::variant_size_v<Variant>;
  ByteReader in(bytes);
  const auto place = static_cast<std::size_t>(in.number(kLargeEffect + kCount));
  const bool large = place >= kLargeEffect;
  const std::size_t known = large ? place - kLargeEffect : place;
  if (in.failed() || known >= kCount) return "what cannot be read";
  std::string out(nth_piece(names, known));
  out.push_back(' ');
  if (large) {
    const std::uint64_t size = in.number();
    return concat(out, "of ", std::to_string(size), " bytes, ", hex(in.number()));
  }
  [&]<std::size_t... places>(std::index_sequence<places...>) {
    const auto print = [&]<std::size_t kPlace>() {
      std::variant_alternative_t<kPlace, Variant> value{};
      each_field(value, Printer(in, out));
      OnlyBool only;
      each_field(value, only);
      if (only.members == 1 && only.name && out.ends_with(' '))
        out.append("not ").append(only.name);
    };
    ((known == places ? print.template operator()<places>() : void()), ...);
  }
  (std::make_index_sequence<kCount>{});
  return std::string(trim(out));
}

}  // namespace

std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out.append("\\n");
    } else if (c != '\r') {
      out.push_back(is_control(c) ? '?' : c);
    }
  }
  return out;
}

std::string describe_input(const Input& input) {
  return describe<Input>(kInputNames, shown_bytes(input));
}

std::string describe_effect(std::string_view bytes) {
  return describe<Effect>(kEffectNames, bytes);
}

}  // namespace sluice::recording
