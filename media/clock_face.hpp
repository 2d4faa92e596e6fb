// The running clock of the test lecture, drawn once as glyphs and then only copied. Knows no source.
#pragma once

#include "media/canvas.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace jiangtang::media {

class clock_face {
public:
    clock_face(color ground, color fill);

    // Writes "HH:MM:SS.t" into a tight I420 picture, its right edge at `right`, its top at `top` (both even).
    // Characters other than digits, ':' and '.' are left out.
    void draw(std::uint8_t* i420, std::string_view text, int right, int top) const;

private:
    static constexpr int glyph_height = 40;

    struct glyph {
        int width = 0; // pixels, even
        std::vector<std::uint8_t> y, u, v;
    };

    std::vector<glyph> glyphs_;
};

} // namespace jiangtang::media
