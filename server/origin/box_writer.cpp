#include "origin/box_writer.hpp"

namespace jiangtang::origin {

box_writer::open_box::open_box(box_writer& to, std::uint32_t type) : to_(to), at_(to.size()) {
    to.u32(0);
    to.u32(type);
}

box_writer::open_box::open_box(box_writer& to, std::uint32_t type, unsigned version, std::uint32_t flags)
    : open_box(to, type) {
    to.u32(std::uint32_t{version} << 24 | flags);
}

box_writer::open_box::~open_box() {
    const auto size = to_.out_.size() - at_;
    for (std::size_t i = 0; i < 4; ++i) to_.out_[at_ + i] = static_cast<char>(size >> (24 - 8 * i) & 0xff);
}

void box_writer::box(std::uint32_t type, std::string_view payload) {
    u32(payload.size() + 8);
    u32(type);
    bytes(payload);
}

void box_writer::number(std::uint64_t v, int n) {
    for (int i = n - 1; i >= 0; --i) out_ += static_cast<char>(v >> (8 * i) & 0xff);
}

} // namespace jiangtang::origin
