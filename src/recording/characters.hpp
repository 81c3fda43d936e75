// The characters that a text means, seen through percent-encoding (RFC 3986, applied any number of
// times) and the escapes of JSON (likewise): each can be exchanged for another in its place,
// written as it was.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::recording {

class Characters {
 public:
  explicit Characters(std::string_view text);

  // Code points. What is no UTF-8 stands for nothing that could be exchanged: kOdd.
  static constexpr char32_t kOdd = 0;
  [[nodiscard]] const std::u32string& points() const { return points_; }
  // The text with `points` in the place of its own: as many, each as long in UTF-8 as the one
  // whose place it takes.
  [[nodiscard]] std::string with(const std::u32string& points) const;

 private:
  // One byte that is meant: where it is written, raw or as the last two digits of an encoding.
  struct Byte {
    std::size_t at = 0;
    bool encoded = false;
    char value = 0;
  };
  // One character that is meant, out of these bytes.
  struct Place {
    std::size_t first = 0;
    std::size_t count = 0;
    bool escaped = false;  // \uXXXX, or two of them
  };

  void read_bytes();
  void read_points();
  std::size_t read_escape(std::size_t at);
  void add(char32_t point, std::size_t first, std::size_t count, bool escaped = false);
  void put(std::string& out, std::size_t byte, char value) const;

  std::string_view text_;
  std::vector<Byte> bytes_;
  std::vector<Place> places_;
  std::u32string points_;
};

}  // namespace sluice::recording
