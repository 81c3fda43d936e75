// Inputs and effects as bytes of a recording.
//
// Inputs are there in full, to be fed again. Of effects there is enough to compare them and to show
// them: a long text is cut, and its length and hash stand for the rest.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "machine/effect.hpp"
#include "machine/input.hpp"
#include "recording/bytes.hpp"
#include "recording/stand_ins.hpp"

namespace sluice::recording {

// How much of a text of an effect's is there.
inline constexpr std::size_t kShownBytes = 160;
// Of a larger effect there are only the length and the hash, behind its place among the effects and
// so much more.
inline constexpr std::size_t kMaxEffectBytes = 4096;
inline constexpr std::size_t kLargeEffect = 64;
static_assert(std::variant_size_v<Effect> < kLargeEffect);

void write_input(ByteWriter& out, const Input& input);
// Nothing where the bytes hold none.
[[nodiscard]] std::optional<Input> read_input(ByteReader& in);

// The same for each effect of the same content.
[[nodiscard]] std::string effect_bytes(const Effect& effect);
// An input, with its texts cut likewise.
[[nodiscard]] std::string shown_bytes(const Input& input);

// Without control characters, of which a terminal might make something: a line break is shown as
// "\n", others as "?".
[[nodiscard]] std::string on_one_line(std::string_view text);
// As a person reads them: "SendHttp attempt 1, op 2, method POST, ...". What is false, none, zero
// or empty is left out.
[[nodiscard]] std::string describe_input(const Input& input);
// `bytes`: effect_bytes().
[[nodiscard]] std::string describe_effect(std::string_view bytes);

// With stand-ins for what is nobody's business; secrets that come in are learned.
[[nodiscard]] Input with_stand_ins(const Input& input, StandIns& stand_ins);
[[nodiscard]] Effect with_stand_ins(const Effect& effect, StandIns& stand_ins);

// Not secret, not keyed: tells contents apart (FNV-1a).
[[nodiscard]] std::uint64_t content_hash(std::string_view bytes);

}  // namespace sluice::recording
