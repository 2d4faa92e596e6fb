#include "media/hall.hpp"

#include "media/slide.hpp"

#include <numbers>

namespace jiangtang::media {
namespace {

void ellipse(canvas& on, double x, double y, double rx, double ry, color with) {
    auto* c = on.cairo();
    cairo_save(c);
    cairo_translate(c, x, y);
    cairo_scale(c, rx, ry);
    cairo_new_sub_path(c);
    cairo_arc(c, 0, 0, 1, 0, 2 * std::numbers::pi);
    cairo_restore(c);
    on.fill_path(with);
}

void paint_speaker(canvas& on) {
    auto* c = on.cairo();
    cairo_move_to(c, 1064, 392);
    cairo_rel_curve_to(c, -40, 4, -62, 30, -66, 74);
    cairo_rel_line_to(c, -8, 104);
    cairo_rel_line_to(c, 160, 0);
    cairo_rel_line_to(c, -6, -104);
    cairo_rel_curve_to(c, -4, -44, -30, -70, -70, -74);
    on.fill_path(0x30353C);
    cairo_move_to(c, 1060, 392);
    cairo_rel_line_to(c, 10, 26);
    cairo_rel_line_to(c, 12, -26);
    on.fill_path(0xE8E6E0);
    ellipse(on, 1071, 346, 33, 40, 0xC9A78C);
    cairo_move_to(c, 1037, 342);
    cairo_rel_curve_to(c, -2, -34, 14, -48, 36, -48);
    cairo_rel_curve_to(c, 22, 0, 36, 14, 33, 46);
    cairo_rel_curve_to(c, -6, -16, -18, -24, -34, -24);
    cairo_rel_curve_to(c, -16, 0, -30, 8, -35, 26);
    on.fill_path(0x14161A);
    cairo_move_to(c, 1004, 470);
    cairo_rel_line_to(c, -34, 44);
    cairo_rel_line_to(c, 20, 14);
    cairo_rel_line_to(c, 40, -36);
    on.fill_path(0x30353C);
}

void paint_lectern(canvas& on) {
    auto* c = on.cairo();
    cairo_move_to(c, 936, 500);
    cairo_rel_line_to(c, 150, 0);
    cairo_rel_line_to(c, -14, 74);
    cairo_line_to(c, 950, 574);
    on.fill_path(0x4A3A2E);
    on.fill_rect(928, 492, 166, 12, 0x63503F);
    cairo_move_to(c, 988, 492);
    cairo_rel_line_to(c, -16, -44);
    cairo_rel_line_to(c, 4, -2);
    cairo_rel_line_to(c, 16, 46);
    on.fill_path(0x0B0C0E);
    ellipse(on, 973, 445, 6, 9, 0x0B0C0E);
}

void paint_row(canvas& on) {
    constexpr int heads[][2] = {{60, 640},  {190, 645}, {318, 650}, {452, 640},  {582, 645},
                                {716, 650}, {840, 640}, {975, 645}, {1104, 650}, {1226, 640}};
    auto* c = on.cairo();
    for (const auto& [x, y] : heads) {
        cairo_move_to(c, x - 58, picture_height);
        cairo_rel_curve_to(c, 2, -44, 26, -58, 58, -58);
        cairo_rel_curve_to(c, 32, 0, 56, 14, 58, 58);
        on.fill_path(0x0A0B0D);
        ellipse(on, x, y, 27, 33, 0x0A0B0D);
    }
}

} // namespace

void paint_hall(canvas& on, canvas& sheet) {
    on.fill_rect(0, 0, picture_width, 560, hall_wall);
    for (int x = 0; x <= picture_width; x += 80) on.fill_rect(x - 1, 120, 2, 440, 0x262A30);
    on.fill_rect(0, 560, picture_width, 160, 0x111316);
    auto* c = on.cairo();
    cairo_move_to(c, 60, 556);
    cairo_rel_line_to(c, 1160, 0);
    cairo_rel_line_to(c, 30, 34);
    cairo_line_to(c, 30, 590);
    on.fill_path(0x2A2C30);
    // The screen, 16:9, one ninth of the picture above it.
    constexpr double scale = 0.63;
    constexpr double x = 72, y = 66, width = picture_width * scale, height = picture_height * scale;
    on.fill_rect(x - 8, y - 8, width + 16, height + 16, 0x0B0C0E);
    on.paint(sheet, x, y, scale);
    paint_speaker(on);
    paint_lectern(on);
    paint_row(on);
}

} // namespace jiangtang::media
