// Either a value or an Error. A small cousin of std::expected, which the compilers of Debian 12
// lack.
#pragma once

#include <utility>
#include <variant>

#include "base/error.hpp"

namespace sluice {

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}
  Result(ErrorCode code, std::string detail)
      : held_(std::in_place_index<1>, Error{code, std::move(detail)}) {}

  [[nodiscard]] bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Asking for the alternative that is not there is a programming error and traps.
  [[nodiscard]] T& value() { return *std::get_if<0>(&held_); }
  [[nodiscard]] const T& value() const { return *std::get_if<0>(&held_); }
  [[nodiscard]] Error& error() { return *std::get_if<1>(&held_); }
  [[nodiscard]] const Error& error() const { return *std::get_if<1>(&held_); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }

 private:
  std::variant<T, Error> held_;
};

}  // namespace sluice
