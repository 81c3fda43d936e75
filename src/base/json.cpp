#include "base/json.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/detail/input/input_adapters.hpp>
#include <nlohmann/detail/input/lexer.hpp>

#include "base/text.hpp"

namespace sluice {
namespace {

// nlohmann's lexer does what is hard in JSON (strings, escapes, UTF-8, numbers). Its parser is left
// out: what it says of an error, which nobody here reads, costs more bytes than all the rest.
struct LexerTypes {
  using number_integer_t = std::int64_t;
  using number_unsigned_t = std::uint64_t;
  using number_float_t = double;
  using string_t = std::string;
};
using Adapter = decltype(nlohmann::detail::input_adapter(static_cast<const char*>(nullptr),
                                                         static_cast<const char*>(nullptr)));
using Lexer = nlohmann::detail::lexer<LexerTypes, Adapter>;
using Token = Lexer::token_type;

class Parser {
 public:
  Parser(std::string_view text, JsonLimits limits)
      : lexer_(nlohmann::detail::input_adapter(text.data(), text.data() + text.size())),
        // The lexer takes a NUL for the end of the text; JSON has none anywhere.
        has_nul_(text.find('\0') != std::string_view::npos),
        limits_(limits) {}

  // RFC 8259 section 2, without recursion: a text cannot make the stack grow.
  std::optional<Json> run() {
    if (has_nul_) return std::nullopt;
    Token token = lexer_.scan();
    while (read_value(token)) {
      if (open_.empty()) {
        return lexer_.scan() == Token::end_of_input ? std::optional(std::move(root_))
                                                    : std::nullopt;
      }
    }
    return std::nullopt;
  }

 private:
  bool in_object() { return open_.back().object() != nullptr; }

  // Reads the value that begins with `token`, the containers that end behind it, and the first
  // token of the next value; false where that is no JSON. With no container open all is read.
  bool read_value(Token& token) {
    switch (token) {
      case Token::begin_object:
      case Token::begin_array: {
        const bool object = token == Token::begin_object;
        if (!open(object ? Json(Json::Object{}) : Json(Json::Array{}))) return false;
        token = lexer_.scan();
        if (token != (object ? Token::end_object : Token::end_array)) {
          return !object || read_key(token);
        }
        if (!close()) return false;
        break;
      }
      case Token::literal_null:
        if (!add(Json())) return false;
        break;
      case Token::literal_true:
      case Token::literal_false:
        if (!add(Json(token == Token::literal_true))) return false;
        break;
      case Token::value_string:
        if (!add(Json(std::move(lexer_.get_string())))) return false;
        break;
      case Token::value_unsigned:
        if (!add(Json(static_cast<double>(lexer_.get_number_unsigned())))) return false;
        break;
      case Token::value_integer:
        if (!add(Json(static_cast<double>(lexer_.get_number_integer())))) return false;
        break;
      case Token::value_float:
        // The lexer gives infinity for what no double holds.
        if (!std::isfinite(lexer_.get_number_float())) return false;
        if (!add(Json(lexer_.get_number_float()))) return false;
        break;
      case Token::uninitialized:
      case Token::end_array:
      case Token::end_object:
      case Token::name_separator:
      case Token::value_separator:
      case Token::parse_error:
      case Token::end_of_input:
      case Token::literal_or_value:
        return false;
    }
    while (!open_.empty()) {
      token = lexer_.scan();
      if (token == Token::value_separator) {
        token = lexer_.scan();
        return !in_object() || read_key(token);
      }
      if (token != (in_object() ? Token::end_object : Token::end_array) || !close()) return false;
    }
    return true;
  }

  // `token` is to be a member's name; becomes the first token of its value.
  bool read_key(Token& token) {
    if (token != Token::value_string) return false;
    keys_.back() = std::move(lexer_.get_string());
    if (lexer_.scan() != Token::name_separator) return false;
    token = lexer_.scan();
    return true;
  }

  bool open(Json container) {
    if (open_.size() >= limits_.depth) return false;
    open_.push_back(std::move(container));
    keys_.emplace_back();
    return true;
  }

  bool close() {
    Json done = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    return add(std::move(done));
  }

  bool add(Json value) {
    if (++values_ > limits_.values) return false;
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (Json::Array* array = open_.back().array()) {
      array->push_back(std::move(value));
    } else if (Json::Object* object = open_.back().object()) {
      object->emplace_back(std::move(keys_.back()), std::move(value));
    }
    return true;
  }

  Lexer lexer_;
  bool has_nul_;
  JsonLimits limits_;
  std::size_t values_ = 0;
  Json root_;
  std::vector<Json> open_;         // the containers around the parser's place, outermost first
  std::vector<std::string> keys_;  // the pending name of each of them
};

enum class Half : std::uint8_t { None, First, Second };

// Which half of a surrogate pair is escaped at `at`, if any.
Half half_at(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return Half::None;
  const bool is_surrogate = to_lower(text[at + 2]) == 'd' && text[at + 3] > '7' &&
                            std::ranges::all_of(text.substr(at + 3, 3), is_hex);
  if (!is_surrogate) return Half::None;
  return to_lower(text[at + 3]) < 'c' ? Half::First : Half::Second;
}

// JavaScript's strings may hold half of a character, and JSON.stringify() writes it as an escape,
// which the lexer takes for an error: it becomes U+FFFD, as everywhere where text is made of it.
std::string without_lone_surrogates(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') continue;
    const Half half = half_at(text, i);
    if (half == Half::First && half_at(text, i + 6) == Half::Second) {
      i += 11;
    } else if (half != Half::None) {
      for (std::size_t at = i + 2; at < i + 5; ++at) out[at] = 'f';
      out[i + 5] = 'd';
    } else {
      ++i;  // what is escaped may itself be a backslash
    }
  }
  return out;
}

}  // namespace

std::optional<bool> Json::boolean() const {
  const bool* held = std::get_if<bool>(&held_);
  return held ? std::optional(*held) : std::nullopt;
}

std::optional<double> Json::number() const {
  const double* held = std::get_if<double>(&held_);
  return held ? std::optional(*held) : std::nullopt;
}

const Json* Json::find(std::string_view key) const {
  const Object* members = object();
  if (!members) return nullptr;
  for (auto it = members->rbegin(); it != members->rend(); ++it) {
    if (it->first == key) return it->second.is_null() ? nullptr : &it->second;
  }
  return nullptr;
}

Json& Json::add(std::string_view key, Json value) {
  if (!object()) held_ = Object();
  object()->emplace_back(key, std::move(value));
  return *this;
}

void Json::overlay(const Json& over) {
  Object* members = object();
  const Object* others = over.object();
  if (!members || !others) return;
  for (const auto& [key, value] : *others) {
    // Of equal keys the last one counts, which find() gives.
    if (&value == over.find(key)) members->emplace_back(key, value);
  }
}

std::optional<Json> parse_json(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.bytes) return std::nullopt;
  const std::string whole = without_lone_surrogates(text);
  return Parser(whole, limits).run();
}

std::string json_string(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      const auto byte = static_cast<unsigned char>(c);
      out.append("\\u00");
      out.push_back(digits[byte >> 4]);
      out.push_back(digits[byte & 15]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
  return out;
}

}  // namespace sluice
