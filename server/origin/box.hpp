// ISO base media file format boxes (ISO/IEC 14496-12, 4.2) read from memory, every size checked.
// Knows sizes and types only; what is inside a box is read in fragment.cpp and codec.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::origin {

constexpr std::uint32_t fourcc(const char (&s)[5]) {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(s[i]);
    return value;
}

// The four characters of a type, with '?' for what cannot be printed.
std::string name_of(std::uint32_t type);

// Big-endian numbers from bytes. Reading past the end gives 0 and makes ok() false from then on, so a
// whole structure can be read before one look at ok().
class byte_reader {
public:
    explicit byte_reader(std::string_view bytes) : rest_(bytes) {}

    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u24() { return static_cast<std::uint32_t>(number(3)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
    std::uint64_t u64() { return number(8); }
    std::string_view bytes(std::size_t n);
    void skip(std::size_t n) { bytes(n); }

    bool ok() const { return ok_; }
    std::string_view rest() const { return rest_; }

private:
    std::uint64_t number(std::size_t n);

    std::string_view rest_;
    bool ok_ = true;
};

// The first bytes of a box: its type, its whole size and the size of this header (8 or 16 bytes).
struct box_header {
    std::uint32_t type = 0;
    std::uint64_t size = 0;
    std::size_t header = 0;
};

// How many bytes of the header must be there to know the size: 8, or 16 when the 32-bit size is 1.
// `bytes` holds at least 8.
std::size_t header_length(std::string_view bytes);

// Reads a header of header_length() bytes. Nothing when the size is 0 (open-ended) or smaller than the
// header itself.
std::optional<box_header> read_header(std::string_view bytes);

struct box {
    std::uint32_t type = 0;
    std::string_view payload; // without the header
};

// Takes the next box off `rest`. Nothing, and `rest` left as it is, when there is no whole box.
std::optional<box> take_box(std::string_view& rest);

// The boxes directly inside `payload`, one after the other. After the loop `broken()` tells whether it
// ended at something that is no box.
class box_list {
public:
    explicit box_list(std::string_view payload) : rest_(payload) {}
    std::optional<box> next();
    bool broken() const { return broken_; }

private:
    std::string_view rest_;
    bool broken_ = false;
};

// The first child of a type, and whether there is a second. Nothing when there is none or the list is
// broken before it.
struct found_box {
    box first;
    bool more_than_one = false;
};
std::optional<found_box> find_box(std::string_view payload, std::uint32_t type);

} // namespace jiangtang::origin
