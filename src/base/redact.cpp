#include "base/redact.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace sluice {
namespace {

constexpr std::string_view kHidden = "<hidden>";
constexpr std::string_view kSeparators = " =:\"'&?;,<>(){}|";

// A value follows these behind ':' or '='.
constexpr std::array<std::string_view, 9> kSecretWords{"token",      "password",  "secret",
                                                       "credential", "auth",      "ice-pwd",
                                                       "ice-ufrag",  "signature", "username"};
// A value follows these behind a mere space: HTTP authentication schemes.
constexpr std::array<std::string_view, 2> kSchemes{"bearer", "basic"};

bool is_separator(char c) {
  return kSeparators.find(c) != std::string_view::npos;
}

bool is_ipv4(std::string_view word) {
  while (!word.empty() && word.back() == '.') word.remove_suffix(1);
  return std::ranges::count(word, '.') == 3 &&
         std::ranges::all_of(word, [](char c) { return is_digit(c) || c == '.'; });
}

// The length of the IPv6 address that `text` begins with; 0 where it begins with none.
std::size_t ipv6_length(std::string_view text) {
  const auto end =
      std::ranges::find_if_not(text, [](char c) { return is_hex(c) || c == ':' || c == '.'; });
  const auto length = static_cast<std::size_t>(end - text.begin());
  return std::ranges::count(text.substr(0, length), ':') >= 2 ? length : 0;
}

bool contains_secret_word(std::string_view word) {
  const std::string lower = lowercase(word);
  return std::ranges::any_of(kSecretWords, [&](std::string_view secret) {
    return lower.find(secret) != std::string::npos;
  });
}

bool is_scheme(std::string_view word) {
  return std::ranges::any_of(
      kSchemes, [&](std::string_view scheme) { return equals_ignoring_case(word, scheme); });
}

class Redactor {
 public:
  explicit Redactor(std::string_view text) : rest_(text) {}

  std::string run() {
    while (!rest_.empty() && out_.size() < kMaxLogBytes) {
      if (const std::size_t length = ipv6_length(rest_); length > 0 && !after_word_) {
        emit("<ip>", length);
      } else if (rest_.starts_with("://")) {
        authority();
      } else if (rest_.front() == '?' && in_url_) {
        emit("?<hidden>", std::min(rest_.find_first_of(" \"'<>)"), rest_.size()));
        in_url_ = false;
      } else if (is_separator(rest_.front()) || is_control(rest_.front())) {
        separator();
      } else {
        word();
      }
    }
    if (out_.size() > kMaxLogBytes || !rest_.empty()) {
      out_.resize(std::min(out_.size(), kMaxLogBytes));
      out_.append("...");
    }
    return std::move(out_);
  }

 private:
  void emit(std::string_view shown, std::size_t consumed) {
    out_.append(shown);
    rest_.remove_prefix(consumed);
    after_word_ = true;
  }

  // "://": what follows up to the path may hold user information.
  void authority() {
    in_url_ = true;
    const std::string_view authority = rest_.substr(0, rest_.find_first_of("/? \"'<>", 3));
    const std::size_t at = authority.rfind('@');
    if (at == std::string_view::npos) {
      emit("://", 3);
    } else {
      emit("://<hidden>@", at + 1);
    }
    after_word_ = false;
  }

  void separator() {
    const char c = rest_.front();
    if (c == '=' || c == ':') assigned_ = true;
    if (c == ' ') in_url_ = false;
    out_.push_back(is_control(c) ? ' ' : c);
    rest_.remove_prefix(1);
    after_word_ = false;
  }

  void word() {
    const auto end =
        std::ranges::find_if(rest_, [](char c) { return is_separator(c) || is_control(c); });
    const std::string_view word = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    const bool is_value = after_scheme_ || (after_secret_ && assigned_);
    after_scheme_ = is_scheme(word);
    after_secret_ = contains_secret_word(word);
    assigned_ = false;
    if (is_value && !after_scheme_) {
      after_secret_ = false;
      emit(kHidden, word.size());
    } else {
      emit(is_ipv4(word) ? "<ip>" : word, word.size());
    }
  }

  std::string_view rest_;
  std::string out_;
  bool after_word_ = false;    // the last thing emitted was a word, so what follows continues it
  bool after_secret_ = false;  // the last word announces a secret value
  bool after_scheme_ = false;
  bool assigned_ = false;  // ':' or '=' stood between the last word and here
  bool in_url_ = false;
};

}  // namespace

std::string redact(std::string_view text) {
  return Redactor(text).run();
}

}  // namespace sluice
