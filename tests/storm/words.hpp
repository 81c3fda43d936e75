// What clients and edges say to each other over a WebSocket, as far as a storm is concerned.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/samples.hpp"

namespace sluice::storm {

inline constexpr std::string_view kStream = "stream1";

enum class Word : std::uint8_t {
  // Of a client.
  Question,
  Request,
  Answer,
  Subscribe,
  Other,
  // Of an edge.
  Welcome,
  Available,
  Missing,
  Offer,
  Trickled,
  Starting,
  Unpublished,
};

[[nodiscard]] inline Word word_of(std::string_view text) {
  if (text.starts_with(R"({"isAvailable")")) return Word::Question;
  if (text.starts_with(R"({"requestOffer")")) return Word::Request;
  if (text.starts_with(R"({"handleAnswer")")) return Word::Answer;
  if (text.starts_with(R"({"subscribe")")) return Word::Subscribe;
  return Word::Other;
}

// What an edge says.
[[nodiscard]] inline const std::string& text_of(Word word) {
  namespace said = test::said;
  static const std::array<std::string, 7> kTexts{
      said::welcome(),
      said::available(true),
      said::available(false),
      said::description(SdpType::Offer, test::sample_sdp("actpass", "ufrag", test::kBothKinds)),
      said::trickle_complete(),
      said::starting(kStream),
      said::status("NetStream.Play.UnpublishNotify")};
  return kTexts[static_cast<std::size_t>(word) - static_cast<std::size_t>(Word::Welcome)];
}

}  // namespace sluice::storm
