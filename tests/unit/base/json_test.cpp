#include "base/json.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <limits>
#include <string>

using namespace sluice;

namespace {

Json parsed(std::string_view text) {
  auto json = parse_json(text);
  REQUIRE(json);
  return std::move(*json);
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  out.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i) out.append(piece);
  return out;
}

std::string nested_arrays(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

// "[0,0,...]": with the array itself, one value more than `items`.
std::string array_of(std::size_t items) {
  std::string out = "[";
  for (std::size_t i = 0; i < items; ++i) out.append(i == 0 ? "0" : ",0");
  return out + "]";
}

constexpr JsonLimits kWide{
    .bytes = 64 * 1024 * 1024, .depth = 32, .values = std::numeric_limits<std::size_t>::max()};

}  // namespace

TEST_CASE("each type of JSON comes back as itself and as nothing else") {
  const Json json =
      parsed(R"({"n":null,"t":true,"f":false,"i":-7,"d":2.5,"s":"x","a":[1],"o":{}})");
  CHECK(json.find("n") == nullptr);
  CHECK(json.find("t")->boolean() == true);
  CHECK(json.find("f")->boolean() == false);
  CHECK(json.find("i")->number() == -7.0);
  CHECK(json.find("d")->number() == 2.5);
  CHECK(*json.find("s")->string() == "x");
  REQUIRE(json.find("a")->array());
  CHECK(json.find("a")->array()->front().number() == 1.0);
  REQUIRE(json.find("o")->object());
  CHECK(json.find("o")->object()->empty());

  struct Kinds {
    bool null, boolean, number, string, array, object;
    bool operator==(const Kinds&) const = default;
  };
  const auto kinds = [](const Json& j) {
    return Kinds{j.is_null(),           j.boolean().has_value(), j.number().has_value(),
                 j.string() != nullptr, j.array() != nullptr,    j.object() != nullptr};
  };
  CHECK(kinds(parsed("null")) == Kinds{true, false, false, false, false, false});
  CHECK(kinds(parsed("true")) == Kinds{false, true, false, false, false, false});
  CHECK(kinds(parsed("0")) == Kinds{false, false, true, false, false, false});
  CHECK(kinds(parsed("\"1\"")) == Kinds{false, false, false, true, false, false});
  CHECK(kinds(parsed("[]")) == Kinds{false, false, false, false, true, false});
  CHECK(kinds(parsed("{}")) == Kinds{false, false, false, false, false, true});
}

TEST_CASE("looking for a member of what is no object finds nothing") {
  for (const char* text : {"null", "true", "1", "\"a\"", "[\"a\"]", "[{\"a\":1}]"}) {
    CAPTURE(text);
    CHECK(parsed(text).find("a") == nullptr);
  }
  CHECK(Json().find("") == nullptr);
}

TEST_CASE("the last of equal keys wins, also when it is null") {
  CHECK(parsed(R"({"a":1,"a":2})").find("a")->number() == 2.0);
  CHECK(parsed(R"({"a":1,"b":0,"a":"x"})").find("a")->string() != nullptr);
  CHECK(parsed(R"({"a":1,"a":null})").find("a") == nullptr);
  CHECK(parsed(R"({"a":null,"a":1})").find("a")->number() == 1.0);
  CHECK(parsed(R"({"":3})").find("")->number() == 3.0);
  CHECK(parsed(R"({"__proto__":{"x":1}})").find("x") == nullptr);
}

TEST_CASE("a key is compared whole, escapes and NUL included") {
  CHECK(parsed(R"({"\u0061\u0000b":1})").find(std::string_view("a\0b", 3)));
  CHECK_FALSE(parsed(R"({"a\u0000b":1})").find("a"));
  CHECK_FALSE(parsed(R"({"A":1})").find("a"));
}

TEST_CASE("strings are unescaped to UTF-8") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {R"("")", ""},
      {R"("\"\\\/\b\f\n\r\t")", "\"\\/\b\f\n\r\t"},
      {R"("\u00e9")", "\xc3\xa9"},
      {R"("\ud83d\ude00")", "\xf0\x9f\x98\x80"},
      {"\"\xf0\x9f\x98\x80\"", "\xf0\x9f\x98\x80"},
      {"\"\x7f\"", "\x7f"},
  }));
  CAPTURE(text);
  CHECK(*parsed(text).string() == expected);
}

TEST_CASE("numbers keep their value as far as a double can") {
  const auto [text, expected] = GENERATE(table<std::string, double>({
      {"0", 0.0},
      {"-0", 0.0},
      {"1E3", 1000.0},
      {"-2.5e-1", -0.25},
      {"9007199254740991", 9007199254740991.0},
      {"18446744073709551615", 18446744073709551616.0},
      {"-9223372036854775808", -9223372036854775808.0},
      {"100000000000000000000", 1e20},
      {"1e308", 1e308},
      {"1e-400", 0.0},
  }));
  CAPTURE(text);
  CHECK(parsed(text).number() == expected);
}

TEST_CASE("a number that no double holds never becomes infinite") {
  for (const std::string& text : {std::string("1e309"), std::string("-1e999999999999"),
                                  std::string(5000, '9'), "[" + std::string(400, '9') + "]"}) {
    CAPTURE(text.substr(0, 20));
    CHECK_FALSE(parse_json(text));
  }
}

TEST_CASE("what is not JSON is refused") {
  const std::string text = GENERATE(
      as<std::string>{}, "", " ", "nul", "NULL", "True", "NaN", "-NaN", "Infinity", "-Infinity",
      "undefined", "01", "+1", ".5", "1.", "1e", "--1", "0x10", "1_000", "'a'", "\"a", "a\"",
      "\"\n\"", "\"\t\"", "\"\\x41\"", "\"\\u12\"", "\"\\u12g4\"", "[", "]", "[1", "[1,]", "[,1]",
      "[1 2]", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{a:1}", "{1:1}",
      "{\"a\":1 \"b\":2}", "[}", "{]", "1 2", "{} {}", "{}x", "[]]", "null,", "// c\n1",
      "/* c */ 1", "1 // c", "#", "<html>", "v=0\r\n");
  CAPTURE(text);
  CHECK_FALSE(parse_json(text));
}

TEST_CASE("a NUL ends nothing") {
  CHECK_FALSE(parse_json(std::string_view("{}\0", 3)));
  CHECK_FALSE(parse_json(std::string_view("{}\0{}", 5)));
  CHECK_FALSE(parse_json(std::string_view("\"a\0b\"", 5)));
  CHECK_FALSE(parse_json(std::string_view("\0", 1)));
}

TEST_CASE("text that is not UTF-8 is refused") {
  const std::string inside =
      GENERATE(as<std::string>{}, "\x80", "\xc3", "\xc3(", "\xc0\x80", "\xe2\x82", "\xed\xa0\x80",
               "\xf0\x9f", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff", "\xfe");
  CAPTURE(inside);
  CHECK_FALSE(parse_json("\"" + inside + "\""));
  CHECK_FALSE(parse_json("{\"" + inside + "\":1}"));
}

TEST_CASE("the limit of bytes is exact") {
  const std::string text = "\"" + std::string(98, 'x') + "\"";
  CHECK(parse_json(text, {.bytes = 100}));
  CHECK_FALSE(parse_json(text, {.bytes = 99}));
  CHECK(parse_json("\"" + std::string(64 * 1024 - 2, 'x') + "\""));
  CHECK_FALSE(parse_json("\"" + std::string(64 * 1024 - 1, 'x') + "\""));
}

TEST_CASE("the limit of depth is exact") {
  CHECK(parse_json(nested_arrays(32)));
  CHECK_FALSE(parse_json(nested_arrays(33)));
  CHECK(parse_json("1", {.depth = 0}));
  CHECK_FALSE(parse_json("[]", {.depth = 0}));
  CHECK(parse_json(R"({"a":[{"b":[]}]})", {.depth = 4}));
  CHECK_FALSE(parse_json(R"({"a":[{"b":[]}]})", {.depth = 3}));
  CHECK(parse_json("[[],[],[]]", {.depth = 2}));
}

TEST_CASE("the limit of values is exact and counts containers") {
  CHECK(parse_json(array_of(4095)));
  CHECK_FALSE(parse_json(array_of(4096)));
  CHECK(parse_json(R"({"a":1,"b":[2]})", {.values = 4}));
  CHECK_FALSE(parse_json(R"({"a":1,"b":[2]})", {.values = 3}));
}

TEST_CASE("hostile nesting and size are refused without harm") {
  CHECK_FALSE(parse_json(nested_arrays(100'000), kWide));
  CHECK_FALSE(parse_json(std::string(100'000, '['), kWide));
  CHECK_FALSE(parse_json(repeated("{\"a\":", 100'000), kWide));
  CHECK_FALSE(parse_json(std::string(100'000, ']'), kWide));
  CHECK_FALSE(parse_json("[" + std::string(5 * 1024 * 1024, ' ') + "]"));
  CHECK(parse_json("[" + std::string(5 * 1024 * 1024, ' ') + "]", kWide));
  CHECK_FALSE(parse_json(array_of(2'500'000), {.bytes = kWide.bytes}));
}

TEST_CASE("deep nesting is carried where the limit allows it") {
  const auto json = parse_json(nested_arrays(1000), {.depth = 1000});
  REQUIRE(json);
  CHECK(json->array()->size() == 1);
}

TEST_CASE("members and items keep the order of the text") {
  const Json json = parsed(R"({"b":1,"a":[3,1,2]})");
  REQUIRE(json.object()->size() == 2);
  CHECK(json.object()->at(0).first == "b");
  CHECK(json.object()->at(1).first == "a");
  const Json::Array& items = *json.find("a")->array();
  REQUIRE(items.size() == 3);
  CHECK(items[0].number() == 3.0);
  CHECK(items[2].number() == 2.0);
}

TEST_CASE("an overlay replaces members and leaves out what is null") {
  Json base = parsed(R"({"a":1,"b":{"x":1,"y":2},"c":"keep"})");
  base.overlay(parsed(R"({"a":2,"b":{"x":9},"c":null,"d":true})"));
  CHECK(base.find("a")->number() == 2.0);
  CHECK(base.find("b")->find("x")->number() == 9.0);
  CHECK(base.find("b")->find("y") == nullptr);
  CHECK(*base.find("c")->string() == "keep");
  CHECK(base.find("d")->boolean() == true);
}

TEST_CASE("an overlay with equal keys counts its last one") {
  Json base = parsed(R"({"a":0,"b":0})");
  base.overlay(parsed(R"({"a":1,"a":2,"b":1,"b":null})"));
  CHECK(base.find("a")->number() == 2.0);
  CHECK(base.find("b")->number() == 0.0);
}

TEST_CASE("an overlay of or on what is no object changes nothing") {
  Json array = parsed("[1]");
  array.overlay(parsed(R"({"a":1})"));
  CHECK(array.array()->size() == 1);
  Json object = parsed(R"({"a":1})");
  object.overlay(parsed("[1]"));
  object.overlay(Json());
  CHECK(object.object()->size() == 1);
}
