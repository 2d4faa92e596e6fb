#include "origin/box.hpp"

namespace jiangtang::origin {

std::string name_of(std::uint32_t type) {
    std::string name;
    for (int shift = 24; shift >= 0; shift -= 8) {
        const auto c = static_cast<unsigned char>(type >> shift & 0xff);
        name += c >= ' ' && c < 0x7f ? static_cast<char>(c) : '?';
    }
    return name;
}

std::string_view byte_reader::bytes(std::size_t n) {
    if (n > rest_.size()) {
        ok_ = false;
        rest_ = {};
        return {};
    }
    const std::string_view taken = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return taken;
}

std::uint64_t byte_reader::number(std::size_t n) {
    std::uint64_t value = 0;
    for (const char c : bytes(n)) value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

std::size_t header_length(std::string_view bytes) { return byte_reader(bytes).u32() == 1 ? 16 : 8; }

std::optional<box_header> read_header(std::string_view bytes) {
    byte_reader in(bytes);
    box_header h;
    h.size = in.u32();
    h.type = in.u32();
    h.header = 8;
    if (h.size == 1) {
        h.size = in.u64();
        h.header = 16;
    }
    if (!in.ok() || h.size < h.header) return std::nullopt;
    return h;
}

std::optional<box> take_box(std::string_view& rest) {
    if (rest.size() < 8) return std::nullopt;
    const auto h = read_header(rest);
    if (!h || h->size > rest.size()) return std::nullopt;
    const auto size = static_cast<std::size_t>(h->size);
    const box found{h->type, rest.substr(h->header, size - h->header)};
    rest.remove_prefix(size);
    return found;
}

std::optional<box> box_list::next() {
    if (rest_.empty() || broken_) return std::nullopt;
    auto found = take_box(rest_);
    broken_ = !found;
    return found;
}

std::optional<found_box> find_box(std::string_view payload, std::uint32_t type) {
    std::optional<found_box> found;
    box_list children(payload);
    while (const auto child = children.next()) {
        if (child->type != type) continue;
        if (found) {
            found->more_than_one = true;
            return found;
        }
        found = found_box{*child, false};
    }
    return found;
}

} // namespace jiangtang::origin
