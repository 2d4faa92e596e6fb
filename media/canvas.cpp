#include "media/canvas.hpp"

#include <pango/pangocairo.h>

#include <numbers>

namespace jiangtang::media {
namespace {

struct g_unref {
    void operator()(PangoLayout* one) const { g_object_unref(one); }
    void operator()(PangoFontDescription* one) const { pango_font_description_free(one); }
};

void set_color(cairo_t* on, color with) {
    cairo_set_source_rgb(on, (with >> 16 & 255) / 255.0, (with >> 8 & 255) / 255.0, (with & 255) / 255.0);
}

std::unique_ptr<PangoLayout, g_unref> lay_out(cairo_t* on, const std::string& text, const type& with) {
    std::unique_ptr<PangoLayout, g_unref> layout(pango_cairo_create_layout(on));
    const auto* family = with.font == face::serif_bold ? "Noto Serif CJK SC,Source Han Serif SC,serif"
                                                       : "Noto Sans CJK SC,Source Han Sans SC,sans-serif";
    std::unique_ptr<PangoFontDescription, g_unref> font(pango_font_description_new());
    pango_font_description_set_family(font.get(), family);
    pango_font_description_set_weight(font.get(),
                                      with.font == face::sans ? PANGO_WEIGHT_NORMAL : PANGO_WEIGHT_BOLD);
    pango_font_description_set_absolute_size(font.get(), with.size * PANGO_SCALE);
    pango_context_set_language(pango_layout_get_context(layout.get()), pango_language_from_string("zh-cn"));
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    if (with.lead > 0) {
        auto* attributes = pango_attr_list_new();
        pango_attr_list_insert(attributes, pango_attr_line_height_new_absolute(with.lead * PANGO_SCALE));
        pango_layout_set_attributes(layout.get(), attributes);
        pango_attr_list_unref(attributes);
    }
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    return layout;
}

std::uint8_t clamp8(int v) { return static_cast<std::uint8_t>(v < 0 ? 0 : v > 255 ? 255 : v); }

} // namespace

canvas::canvas(int width, int height, color ground)
    : width_(width), height_(height), surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)),
      cairo_(cairo_create(surface_.get())) {
    set_color(cairo_.get(), ground);
    cairo_paint(cairo_.get());
}

int canvas::write(int x, int y, const std::string& text, const type& with, align to, int width) {
    const auto layout = lay_out(cairo_.get(), text, with);
    if (width > 0) pango_layout_set_width(layout.get(), width * PANGO_SCALE);
    int wide = 0, high = 0;
    pango_layout_get_pixel_size(layout.get(), &wide, &high);
    const int left = to == align::left ? x : to == align::center ? x - wide / 2 : x - wide;
    set_color(cairo_.get(), with.fill);
    cairo_move_to(cairo_.get(), left, y);
    pango_cairo_show_layout(cairo_.get(), layout.get());
    return high;
}

int canvas::measure(const std::string& text, const type& with) {
    const auto layout = lay_out(cairo_.get(), text, with);
    int wide = 0;
    pango_layout_get_pixel_size(layout.get(), &wide, nullptr);
    return wide;
}

void canvas::fill_rect(double x, double y, double width, double height, color with) {
    cairo_rectangle(cairo_.get(), x, y, width, height);
    fill_path(with);
}

void canvas::fill_path(color with) {
    set_color(cairo_.get(), with);
    cairo_fill(cairo_.get());
}

void canvas::stroke_circle(double x, double y, double radius, double line, color with) {
    set_color(cairo_.get(), with);
    cairo_set_line_width(cairo_.get(), line);
    cairo_new_sub_path(cairo_.get());
    cairo_arc(cairo_.get(), x, y, radius, 0, 2 * std::numbers::pi);
    cairo_stroke(cairo_.get());
}

void canvas::seal(int x, int y, int size) {
    fill_rect(x, y, size, size, ink::now);
    const type mark{face::serif_bold, size * 62 / 100, ink::white};
    const auto layout = lay_out(cairo_.get(), "讲", mark);
    PangoRectangle drawn;
    pango_layout_get_pixel_extents(layout.get(), &drawn, nullptr);
    set_color(cairo_.get(), mark.fill);
    cairo_move_to(cairo_.get(), x + (size - drawn.width) / 2.0 - drawn.x,
                  y + (size - drawn.height) / 2.0 - drawn.y);
    pango_cairo_show_layout(cairo_.get(), layout.get());
}

void canvas::paint(canvas& other, double x, double y, double scale) {
    cairo_save(cairo_.get());
    cairo_translate(cairo_.get(), x, y);
    cairo_scale(cairo_.get(), scale, scale);
    cairo_set_source_surface(cairo_.get(), other.surface_.get(), 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cairo_.get()), CAIRO_FILTER_BEST);
    cairo_paint(cairo_.get());
    cairo_restore(cairo_.get());
}

const std::uint8_t* canvas::bgrx() {
    cairo_surface_flush(surface_.get());
    return cairo_image_surface_get_data(surface_.get());
}

int canvas::stride() const { return cairo_image_surface_get_stride(surface_.get()); }

void to_i420(canvas& from, std::uint8_t* into, int x, int y) {
    const auto* pixels = from.bgrx();
    constexpr std::size_t half = picture_width / 2;
    auto* const u_plane = into + luma_bytes;
    auto* const v_plane = u_plane + luma_bytes / 4;
    for (int row = 0; row < from.height(); row += 2) {
        for (int column = 0; column < from.width(); column += 2) {
            int red = 0, green = 0, blue = 0;
            for (int k = 0; k < 4; ++k) {
                const int px = column + (k & 1), py = row + (k >> 1);
                const auto* p = pixels + static_cast<std::size_t>(py) * from.stride() + px * 4;
                // BT.709, 8-bit fixed point
                into[static_cast<std::size_t>(y + py) * picture_width + x + px] =
                    clamp8((16 * 256 + 47 * p[2] + 157 * p[1] + 16 * p[0] + 128) >> 8);
                blue += p[0], green += p[1], red += p[2];
            }
            const auto at =
                static_cast<std::size_t>(y + row) / 2 * half + static_cast<std::size_t>(x + column) / 2;
            u_plane[at] = clamp8((128 * 1024 - 26 * red - 87 * green + 113 * blue + 512) >> 10);
            v_plane[at] = clamp8((128 * 1024 + 112 * red - 102 * green - 10 * blue + 512) >> 10);
        }
    }
}

picture to_picture(canvas& from) {
    auto made = new_picture();
    to_i420(from, made.get(), 0, 0);
    return made;
}

} // namespace jiangtang::media
