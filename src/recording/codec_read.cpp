// Bytes to inputs.

#include <array>
#include <limits>
#include <type_traits>
#include <utility>

#include "recording/codec.hpp"
#include "recording/fields.hpp"
#include "recording/names.hpp"

namespace sluice::recording {
namespace {

// Beyond what a browser may hand in, and far from where sums of times would overflow.
constexpr std::int64_t kMaxMillis = std::int64_t{1} << 50;

class Reader {
 public:
  explicit Reader(ByteReader& in) : in_(in) {}

  void operator()(const char*, auto& member) { get(member); }

 private:
  void get(bool& value) { value = in_.number(1) != 0; }
  void get(int& value) {
    const std::int64_t number = in_.signed_number();
    constexpr std::int64_t kMax = std::numeric_limits<int>::max();
    value = static_cast<int>(
        number >= -kMax && number <= kMax ? number : static_cast<std::int64_t>(in_.fail()));
  }
  template <std::unsigned_integral T>
  void get(T& value) {
    value = static_cast<T>(in_.number(std::numeric_limits<T>::max()));
  }
  void get(Millis& value) {
    const std::int64_t number = in_.signed_number();
    const bool good = number >= -kMaxMillis && number <= kMaxMillis;
    value = Millis(good ? number : static_cast<std::int64_t>(in_.fail()));
  }
  void get(AttemptId& value) { get_id(value); }
  void get(OpId& value) { get_id(value); }
  void get(CallId& value) { get_id(value); }
  template <class Id>
  void get_id(Id& value) {
    value = Id{static_cast<std::uint32_t>(in_.number(std::numeric_limits<std::uint32_t>::max()))};
  }
  void get(ErrorCode& value) { value = static_cast<ErrorCode>(in_.number(kErrorCodes - 1)); }
  template <Named E>
  void get(E& value) {
    value = static_cast<E>(in_.number(count_of<E>() - 1));
  }
  void get(std::string& text) { text = in_.text(); }
  template <class T>
  void get(std::optional<T>& value) {
    if (in_.number(1) == 0) return value.reset();
    get(value.emplace());
  }
  template <HasFields T>
  void get(T& value) {
    each_field(value, *this);
  }

  ByteReader& in_;
};

template <std::size_t kPlace>
Input read_as(ByteReader& in) {
  std::variant_alternative_t<kPlace, Input> value{};
  each_field(value, Reader(in));
  return value;
}

}  // namespace

std::optional<Input> read_input(ByteReader& in) {
  constexpr std::size_t kInputs = std::variant_size_v<Input>;
  const auto place = static_cast<std::size_t>(in.number(kInputs - 1));
  if (in.failed()) return std::nullopt;
  constexpr auto kReaders = []<std::size_t... places>(std::index_sequence<places...>) {
    return std::array{&read_as<places>...};
  }
  (std::make_index_sequence<kInputs>{});
  Input input = kReaders[place](in);
  if (in.failed()) return std::nullopt;
  return input;
}

}  // namespace sluice::recording
