#include "base/redact.hpp"

#include <algorithm>
#include <cstdint>

#include "base/address_shape.hpp"
#include "base/text.hpp"

namespace sluice {
namespace {

constexpr std::string_view kHidden = "<hidden>";
// What ends a word. Letters, digits, '-', '_' and '.' stay together.
constexpr std::string_view kSeparators = " =:\"'&?;,<>(){}[]|/\\@#";

// A value follows these behind a mere space: HTTP authentication schemes, and the ICE credential
// that browsers put into candidates.
constexpr std::string_view kSchemes = "bearer basic ufrag";

bool is_separator(char c) {
  return kSeparators.find(c) != std::string_view::npos || is_control(c);
}

bool is_name_char(char c) {
  return is_alpha(c) || c == '-' || c == '_';
}

bool contains_secret_word(std::string_view word) {
  const std::string lower = lowercase(word);
  for (std::string_view rest = kSecretWords; !rest.empty();)
    if (lower.find(next_piece(rest, ' ')) != std::string::npos) return true;
  return false;
}

bool is_one_of(std::string_view word, std::string_view list) {
  while (!list.empty())
    if (equals_ignoring_case(word, next_piece(list, ' '))) return true;
  return false;
}

class Redactor {
 public:
  explicit Redactor(std::string_view text) : rest_(text) {}

  std::string run() {
    while (!rest_.empty() && out_.size() <= kMaxLogBytes) step();
    if (out_.size() > kMaxLogBytes || !rest_.empty()) {
      std::size_t cut = std::min(out_.size(), kMaxLogBytes);
      // Not inside a character of UTF-8.
      while (cut > 0 && cut < out_.size() && (out_[cut] & 0xc0) == 0x80) --cut;
      out_.resize(cut);
      out_.append("...");
    }
    return std::move(out_);
  }

 private:
  // Where the next value stands, if a secret one is announced.
  enum class Secret : std::uint8_t { No, BehindSign, Next };

  void step() {
    const char c = rest_.front();
    if (rest_.starts_with("://")) {
      authority();
    } else if (c == '?' && in_url_) {
      emit("?<hidden>", rest_.substr(0, rest_.find_first_of(" \"<>")).size());
      in_url_ = false;
    } else if (secret_ == Secret::Next && (c == '"' || c == '\'')) {
      quoted_value(c);
    } else if (const std::size_t length = in_word_ ? 0 : ipv6_length(rest_); length > 0) {
      emit("<ip>", length);
    } else if (is_separator(c)) {
      separator();
    } else if (secret_ == Secret::Next) {
      value();
    } else {
      word();
    }
  }

  static Secret announced_by(std::string_view word) {
    return contains_secret_word(word) ? Secret::BehindSign : Secret::No;
  }

  void emit(std::string_view shown, std::size_t consumed) {
    out_.append(shown);
    rest_.remove_prefix(consumed);
    in_word_ = true;
  }

  // "://": what follows up to the path may hold user information.
  void authority() {
    const std::string_view authority = rest_.substr(0, rest_.find_first_of("/?# \"<>", 3));
    const std::size_t at = authority.rfind('@');
    if (at == std::string_view::npos) {
      emit("://", 3);
    } else {
      emit("://<hidden>@", at + 1);
    }
    in_url_ = true;
    in_word_ = false;
    secret_ = Secret::No;
  }

  void separator() {
    const char c = rest_.front();
    if ((c == '=' || c == ':') && secret_ == Secret::BehindSign) secret_ = Secret::Next;
    // The value was empty.
    if ((c == '&' || c == ',' || c == ';') && secret_ == Secret::Next) secret_ = Secret::No;
    if (c == ' ' || is_control(c)) in_url_ = false;
    // "\n" and the like, escaped in a text within a text: the letter belongs to no word.
    const bool escape = c == '\\' && rest_.size() > 1 && is_alpha(rest_[1]);
    if (escape) {
      emit(rest_.substr(0, 2), 2);
    } else {
      emit(is_control(c) ? " " : rest_.substr(0, 1), 1);
    }
    in_word_ = false;
  }

  // Up to the closing quote, or all the rest.
  void quoted_value(char quote) {
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != quote) end += rest_[end] == '\\' ? 2 : 1;
    end = std::min(end, rest_.size());
    const std::string_view inside = rest_.substr(1, end - 1);
    out_.push_back(quote);
    secret_ = announced_by(inside);
    emit(inside.empty() ? inside : kHidden, end);
    if (!rest_.empty()) emit(rest_.substr(0, 1), 1);
    in_word_ = false;
  }

  // Up to what cannot be in a value that stands without quotes.
  void value() {
    const auto end = std::ranges::find_if(rest_, [](char c) {
      return is_control(c) || c == ' ' || c == '"' || c == '<' || c == '&';
    });
    std::string_view run = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    while (run.ends_with(',') || run.ends_with(';')) run.remove_suffix(1);
    const bool announces = run.ends_with(':');
    const std::string_view name = run.substr(0, run.size() - (announces ? 1 : 0));
    if (is_one_of(name, kSchemes) || is_one_of(name, kSecretWords) ||
        (announces && contains_secret_word(name) && std::ranges::all_of(name, is_name_char))) {
      emit(run, run.size());  // "Authorization: Token ...", "bearer token: ...": it comes next
      return;
    }
    secret_ = announced_by(run);
    emit(kHidden, run.size());
  }

  void word() {
    std::size_t length = 0;
    while (length < rest_.size() && !is_separator(rest_[length])) {
      const bool begins = length == 0 || (!is_digit(rest_[length - 1]) && rest_[length - 1] != '.');
      const std::size_t address =
          begins && is_digit(rest_[length]) ? ipv4_length(rest_.substr(length)) : 0;
      if (address > 0) {
        out_.append(rest_.substr(0, length));
        return emit("<ip>", length + address);
      }
      ++length;
    }
    const std::string_view word = rest_.substr(0, length);
    secret_ = is_one_of(word, kSchemes) ? Secret::Next : announced_by(word);
    emit(word, length);
  }

  std::string_view rest_;
  std::string out_;
  Secret secret_ = Secret::No;
  bool in_word_ = false;  // what follows continues a word
  bool in_url_ = false;
};

}  // namespace

std::string redact(std::string_view text) {
  return Redactor(text).run();
}

}  // namespace sluice
