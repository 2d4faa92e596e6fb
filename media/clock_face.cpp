#include "media/clock_face.hpp"

#include <cstring>

namespace jiangtang::media {
namespace {

constexpr std::string_view characters = "0123456789:.";

void copy_rect(const std::uint8_t* from, std::size_t from_stride, std::uint8_t* to, std::size_t to_stride,
               int width, int height) {
    for (int row = 0; row < height; ++row)
        std::memcpy(to + to_stride * row, from + from_stride * row, static_cast<std::size_t>(width));
}

} // namespace

clock_face::clock_face(color ground, color fill) {
    const auto scratch = new_picture();
    const auto* y = scratch.get();
    const auto* u = y + luma_bytes;
    const auto* v = u + luma_bytes / 4;
    for (const char c : characters) {
        glyph made;
        made.width = c == ':' || c == '.' ? 12 : 20;
        canvas cell(made.width, glyph_height, ground);
        cell.write(made.width / 2, -3, std::string(1, c), {face::sans_bold, 30, fill}, align::center);
        to_i420(cell, scratch.get(), 0, 0);
        const auto pixels = static_cast<std::size_t>(made.width) * glyph_height;
        made.y.resize(pixels);
        made.u.resize(pixels / 4);
        made.v.resize(pixels / 4);
        const auto width = static_cast<std::size_t>(made.width);
        copy_rect(y, picture_width, made.y.data(), width, made.width, glyph_height);
        copy_rect(u, picture_width / 2, made.u.data(), width / 2, made.width / 2, glyph_height / 2);
        copy_rect(v, picture_width / 2, made.v.data(), width / 2, made.width / 2, glyph_height / 2);
        glyphs_.push_back(std::move(made));
    }
}

void clock_face::draw(std::uint8_t* i420, std::string_view text, int right, int top) const {
    auto* u = i420 + luma_bytes;
    auto* v = u + luma_bytes / 4;
    int x = right;
    for (auto at = text.rbegin(); at != text.rend(); ++at) {
        const auto index = characters.find(*at);
        if (index == std::string_view::npos) continue;
        const auto& g = glyphs_[index];
        x -= g.width;
        const auto width = static_cast<std::size_t>(g.width);
        const auto half =
            static_cast<std::size_t>(top / 2) * (picture_width / 2) + static_cast<std::size_t>(x / 2);
        copy_rect(g.y.data(), width, i420 + static_cast<std::size_t>(top) * picture_width + x, picture_width,
                  g.width, glyph_height);
        copy_rect(g.u.data(), width / 2, u + half, picture_width / 2, g.width / 2, glyph_height / 2);
        copy_rect(g.v.data(), width / 2, v + half, picture_width / 2, g.width / 2, glyph_height / 2);
    }
}

} // namespace jiangtang::media
