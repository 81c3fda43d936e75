// What makes a recording safe to hand to a stranger: each word of a text that is not one of the
// protocols' own is replaced by a stand-in, before it is stored.
//
// A stand-in has its word's form: letters for letters (in the same case), hexadecimal digits for
// such, digits for digits, an address of the same class for an address. So whatever the core does
// with a text, it does with its stand-in alike: split it, join it, encode and decode it, compare,
// measure, redact it. That is why a replay of what was stored comes to the same effects as the
// session has come to, stand-ins aside:
//  - A word is a run of ASCII letters and digits, or of other characters; what parts words stays.
//    Percent-encoding and the escapes of JSON are seen through, also one inside the other.
//  - Different words get different stand-ins, and a stand-in is never a word that is kept: what is
//    done to the words is a permutation. The key is drawn for each recording and stored nowhere.
//  - Kept are the words that the core knows or writes itself (vocabulary.hpp), numbers, and for
//    the reader's sake what protocols and browsers say. What is a secret by its place (learn()) is
//    replaced even where it is a number or one of the latter; and, where it is a name of several
//    words ("main-stage"), even if each is one of the core's. A name that is one such word alone
//    ("live") stays, and so does such a part of a host's name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/json.hpp"
#include "recording/keyed_hash.hpp"

namespace sluice::recording {

class StandIns {
 public:
  explicit StandIns(const Key& key) : key_(key) {}

  // `secret` is one by its place: a name, a token, a password.
  void learn(std::string_view secret);

  // The text with its words replaced; as long as it was.
  [[nodiscard]] std::string of(std::string_view text);
  [[nodiscard]] Json of(const Json& json);

 private:
  using Points = std::u32string;

  void replace_word(Points& points, std::size_t begin, std::size_t end, bool of_name);
  void replace_piece(Points& points, std::size_t begin, std::size_t end);
  void replace_ipv4(Points& points, std::size_t begin, std::size_t end);
  void replace_ipv6(Points& points, std::size_t begin, std::size_t end);
  [[nodiscard]] bool is_kept(std::string_view word) const;
  [[nodiscard]] std::vector<bool> find_names(std::string_view text) const;

  Key key_;
  std::unordered_set<std::string> learned_;               // in lower case
  std::vector<std::string> names_;                        // likewise, of several words
  std::unordered_map<std::string, std::string> found_{};  // words that have come before
};

}  // namespace sluice::recording
