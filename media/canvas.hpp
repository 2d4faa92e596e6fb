// A sheet to draw on with cairo and pango, turned into the program's I420 pictures.
// Knows colours, type and rules; not what is written.
#pragma once

#include "media/picture.hpp"

#include <cairo.h>

#include <cstdint>
#include <memory>
#include <string>

namespace jiangtang::media {

// 0xRRGGBB
using color = std::uint32_t;

namespace ink {
inline constexpr color paper = 0xFAFAF8, sunk = 0xF1F2EF, rule = 0xDEE0DC, black = 0x1A1D21,
                       second = 0x474D55, third = 0x646B73, now = 0xC0301A, now_text = 0xB42B16,
                       azurite = 0x1F5C86, white = 0xFFFFFF;
}

enum class face { serif_bold, sans, sans_bold };

struct type {
    face font = face::sans;
    int size = 28; // pixels
    color fill = ink::black;
    int lead = 0; // line height in pixels; 0 for the font's own
};

enum class align { left, center, right };

class canvas {
public:
    canvas(int width, int height, color ground);

    cairo_t* cairo() { return cairo_.get(); }

    // Writes `text` with its first baseline box at y (top of the first line), x being its left edge, centre
    // or right edge. Wraps at `width` pixels when that is above 0. Gives the height it took, in pixels.
    int write(int x, int y, const std::string& text, const type& with, align to = align::left, int width = 0);

    // Width in pixels of one line.
    int measure(const std::string& text, const type& with);

    void fill_rect(double x, double y, double width, double height, color with);
    void stroke_circle(double x, double y, double radius, double line, color with);
    void fill_path(color with);
    // The seal: vermilion, slightly rounded, one white character.
    void seal(int x, int y, int size);

    // The whole sheet scaled to 1280x720 is another canvas's drawing: used for the picture in the picture.
    void paint(canvas& other, double x, double y, double scale);

    int width() const { return width_; }
    int height() const { return height_; }
    const std::uint8_t* bgrx();
    int stride() const;

private:
    struct destroy {
        void operator()(cairo_t* one) const { cairo_destroy(one); }
        void operator()(cairo_surface_t* one) const { cairo_surface_destroy(one); }
    };

    int width_;
    int height_;
    std::unique_ptr<cairo_surface_t, destroy> surface_;
    std::unique_ptr<cairo_t, destroy> cairo_;
};

// Converts to I420, BT.709, limited range. The sheet's size and x, y must be even; it is written into the
// tight 1280x720 picture `into` at x, y.
void to_i420(canvas& from, std::uint8_t* into, int x, int y);

// A whole 1280x720 sheet as a picture.
picture to_picture(canvas& from);

} // namespace jiangtang::media
