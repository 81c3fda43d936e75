#include "base/text.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

using namespace sluice;

TEST_CASE("classes of bytes are those of ASCII, whatever the locale") {
  for (int i = 0; i < 256; ++i) {
    CAPTURE(i);
    const char c = static_cast<char>(static_cast<unsigned char>(i));
    const bool digit = i >= 0x30 && i <= 0x39;
    const bool upper = i >= 0x41 && i <= 0x5a;
    const bool lower = i >= 0x61 && i <= 0x7a;
    CHECK(is_digit(c) == digit);
    CHECK(is_alpha(c) == (upper || lower));
    CHECK(is_alnum(c) == (digit || upper || lower));
    CHECK(is_hex(c) == (digit || (i >= 0x41 && i <= 0x46) || (i >= 0x61 && i <= 0x66)));
    CHECK(is_control(c) == (i < 0x20 || i == 0x7f));
    CHECK(static_cast<unsigned char>(to_lower(c)) == (upper ? i + 32 : i));
  }
}

TEST_CASE("a control character is found wherever it stands") {
  CHECK_FALSE(has_control(""));
  CHECK_FALSE(has_control("a b \xc3\xa9"));
  for (const std::string& text :
       std::vector<std::string>{"\r", "a\n", "\tb", std::string("a\0b", 3), "a\x7f", "\x1b[31m"}) {
    CAPTURE(text);
    CHECK(has_control(text));
  }
}

TEST_CASE("comparing without case changes ASCII letters alone") {
  CHECK(equals_ignoring_case("", ""));
  CHECK(equals_ignoring_case("Application/SDP", "application/sdp"));
  CHECK_FALSE(equals_ignoring_case("a", "ab"));
  CHECK_FALSE(equals_ignoring_case("@", "`"));
  CHECK_FALSE(equals_ignoring_case("[", "{"));
  CHECK_FALSE(equals_ignoring_case("\xc3\x89", "\xc3\xa9"));
  CHECK(lowercase("A-Z\xc3\x89") == "a-z\xc3\x89");
}

TEST_CASE("trimming takes spaces and tabs off both ends") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {" \t ", ""},
      {"a", "a"},
      {" \ta b\t ", "a b"},
      {"\na\n", "\na\n"},
  }));
  CHECK(trim(text) == expected);
}

TEST_CASE("a decimal is digits alone and within its bound") {
  using Row = std::tuple<std::string, std::int64_t, std::optional<std::int64_t>>;
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const auto [text, max, expected] = GENERATE_COPY(values<Row>({
      {"0", 0, 0},
      {"1", 0, std::nullopt},
      {"9", 5, std::nullopt},
      {"5", 5, 5},
      {"6", 5, std::nullopt},
      {"12", 11, std::nullopt},
      {"11", 11, 11},
      {"0007", 9, 7},
      {"255", 255, 255},
      {"256", 255, std::nullopt},
      {"65535", 65535, 65535},
      {"9223372036854775807", most, most},
      {"9223372036854775808", most, std::nullopt},
      {"99999999999999999999999999", most, std::nullopt},
      {"", 9, std::nullopt},
      {"-1", 9, std::nullopt},
      {"+1", 9, std::nullopt},
      {" 1", 9, std::nullopt},
      {"1 ", 9, std::nullopt},
      {"1.0", 99, std::nullopt},
      {"1e3", 9999, std::nullopt},
      {"0x1", 9, std::nullopt},
      {std::string("1\0", 2), 9, std::nullopt},
      {"\xd9\xa1", 9, std::nullopt},
  }));
  CAPTURE(text, max);
  CHECK(parse_decimal(text, max) == expected);
}

TEST_CASE("a number is written as the standard library writes it") {
  const auto number =
      GENERATE(as<std::int64_t>{}, 0, 1, -1, 9, 10, -10, 100, 65'535, -2'005,
               std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min());
  CHECK(decimal(number) == std::to_string(number));
}

TEST_CASE("pieces are cut off one by one, empty ones too") {
  std::string_view rest = "a,,b,";
  CHECK(next_piece(rest, ',') == "a");
  CHECK(next_piece(rest, ',') == "");
  CHECK(next_piece(rest, ',') == "b");
  CHECK(rest == "");
  CHECK(next_piece(rest, ',') == "");
  rest = "whole";
  CHECK(next_piece(rest, ',') == "whole");
  CHECK(rest.empty());
}

TEST_CASE("pieces of any kind join to one text") {
  CHECK(concat("a", std::string("b"), std::string_view("c")) == "abc");
  CHECK(concat("", "") == "");
  CHECK(concat(std::string("x\0y", 3), "z") == std::string("x\0yz", 4));
}
