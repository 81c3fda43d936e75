#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "base/json.hpp"

using namespace sluice;

TEST_CASE("a JSON string escapes what must be escaped, and nothing else") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"", R"("")"},
      {"stream1", R"("stream1")"},
      {"a\"b", R"("a\"b")"},
      {"a\\b", R"("a\\b")"},
      {"\\\"", R"("\\\"")"},
      {"\\u0041", R"("\\u0041")"},
      {"v=0\r\ns=-", R"("v=0\u000d\u000as=-")"},
      {std::string("a\0b", 3), R"("a\u0000b")"},
      {"\x01\x1f", R"("\u0001\u001f")"},
      {"\x7f ", "\"\x7f \""},
      {"</script>'&/", R"("</script>'&/")"},
      {"\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80", "\"\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80\""},
  }));
  CHECK(json_string(text) == expected);
}

TEST_CASE("each ASCII character survives a JSON string, alone and among others") {
  for (int code = 0; code < 0x80; ++code) {
    const std::string alone(1, static_cast<char>(code));
    for (const std::string& text : {alone, "\\" + alone, "a" + alone + "\"" + alone + alone}) {
      CAPTURE(code, text);
      const std::string written = json_string(text);
      for (const char c : written) CHECK(static_cast<unsigned char>(c) >= 0x20);
      const auto json = parse_json(written);
      REQUIRE(json);
      REQUIRE(json->string());
      CHECK(*json->string() == text);
    }
  }
}

TEST_CASE("a JSON string of what is not UTF-8 is no JSON, so nothing is changed in silence") {
  for (const char* text : {"\x80", "\xc3", "\xed\xa0\x80", "\xff", "a\xf0\x9f\x98"}) {
    CAPTURE(text);
    CHECK(json_string(text) == "\"" + std::string(text) + "\"");
    CHECK_FALSE(parse_json(json_string(text)));
  }
}

TEST_CASE("a JSON string cannot be left from inside") {
  for (const char* text : {"\"", "\",\"admin\":true,\"", "\\\",\"a\":\"", "\\", "\\\\", "\\\\\""}) {
    CAPTURE(text);
    const auto json = parse_json("{\"name\":" + json_string(text) + "}");
    REQUIRE(json);
    CHECK(json->object()->size() == 1);
    CHECK(*json->find("name")->string() == text);
  }
}
