#include "media/slide.hpp"

#include "media/hall.hpp"

#include <algorithm>

namespace jiangtang::media {
namespace {

constexpr int margin = 96;
// The player lays its badges over the top edge and its buttons over the bottom one: nothing to read there.
constexpr int head_y = 62, foot_y = 622;

void write_head(canvas& on, const page& what) {
    on.seal(margin, head_y, 36);
    on.write(margin + 52, head_y - 1, what.head, {face::sans, 24, ink::second});
}

void write_foot(canvas& on, const page& what, int number, int count) {
    on.fill_rect(margin, foot_y - 18, picture_width - 2 * margin, 1, ink::rule);
    const type small{face::sans, 22, ink::third};
    on.write(margin, foot_y - 6, what.speaker.empty() ? what.unit : what.speaker + "  " + what.unit, small);
    on.write(picture_width - margin, foot_y - 6, std::to_string(number) + " / " + std::to_string(count),
             small, align::right);
}

// A hairline between the rows; labels as wide as the widest.
void write_rows(canvas& on, const page& what, int top) {
    const int lead = what.rows.size() > 4 ? 72 : what.rows.size() > 3 ? 84 : 96;
    const type label{face::serif_bold, 32, ink::third};
    int indent = 56;
    for (const auto& one : what.rows) indent = std::max(indent, on.measure(one.label, label) + 36);
    int y = top;
    for (const auto& one : what.rows) {
        if (y > top) on.fill_rect(margin, y - (lead - 46) / 2, picture_width - 2 * margin, 1, ink::rule);
        on.write(margin, y, one.label, label);
        on.write(margin + indent, y, one.text, {face::sans, 32, ink::black});
        on.write(picture_width - margin, y + 3, one.aside, {face::sans, 28, ink::second}, align::right);
        y += lead;
    }
}

void write_steps(canvas& on, const page& what, int middle) {
    constexpr int radius = 84, gap = 272;
    const int count = static_cast<int>(what.steps.size());
    int x = (picture_width - gap * (count - 1)) / 2;
    for (int i = 0; i < count; ++i, x += gap) {
        const bool last = i + 1 == count;
        if (!last) on.fill_rect(x + radius, middle - 1.5, gap - 2 * radius, 3, ink::azurite);
        on.stroke_circle(x, middle, radius, last ? 6 : 3.5, last ? ink::now : ink::azurite);
        const type word{face::sans_bold, 38, last ? ink::now_text : ink::black};
        on.write(x, middle - 29, what.steps[i], word, align::center);
    }
}

// Seen small, on the screen of the hall: everything larger, and nothing at the foot.
void write_cover(canvas& on, const page& what) {
    int y = what.title.size() > 1 ? 176 : 226;
    for (const auto& line : what.title) {
        on.write(margin, y, line, {face::serif_bold, 84, ink::black});
        y += 116;
    }
    y += 24;
    on.fill_rect(margin, y, 84, 6, ink::now);
    y += 38;
    if (!what.speaker.empty()) y += on.write(margin, y, what.speaker, {face::sans_bold, 48, ink::black}) + 6;
    on.write(margin, y, what.unit, {face::sans, 38, ink::second});
}

void write_body(canvas& on, const page& what) {
    int y = 128;
    for (const auto& line : what.title) {
        on.write(margin, y, line, {face::serif_bold, 52, ink::black});
        y += 76;
    }
    on.fill_rect(margin, y + 12, picture_width - 2 * margin, 2, ink::black);
    if (!what.steps.empty()) write_steps(on, what, (y + 14 + foot_y - 18) / 2);
    else write_rows(on, what, y + (what.rows.size() > 4 ? 36 : 50));
}

canvas draw_sheet(const page& what, int number, int count) {
    canvas on(picture_width, picture_height, ink::paper);
    write_head(on, what);
    if (what.cover) {
        write_cover(on, what);
    } else {
        write_body(on, what);
        write_foot(on, what, number, count);
    }
    return on;
}

} // namespace

picture draw_page(const page& what, int number, int count) {
    auto sheet = draw_sheet(what, number, count);
    return to_picture(sheet);
}

picture draw_hall(const page& what, int number, int count) {
    auto sheet = draw_sheet(what, number, count);
    canvas on(picture_width, picture_height, hall_wall);
    paint_hall(on, sheet);
    return to_picture(on);
}

picture draw_slate(const std::string& theme, const std::string& words, const std::string& note) {
    canvas on(picture_width, picture_height, ink::paper);
    on.seal(margin, head_y, 36);
    on.write(margin + 52, head_y - 1, "讲堂", {face::serif_bold, 26, ink::black});
    int y = theme.empty() ? 262 : 216;
    if (!theme.empty())
        y += on.write(margin, y, theme, {face::sans, 34, ink::second}, align::left,
                      picture_width - 2 * margin) +
             18;
    on.write(margin, y, words, {face::serif_bold, 80, ink::black});
    y += 138;
    on.fill_rect(margin, y, 72, 5, ink::now);
    on.write(margin, y + 30, note, {face::sans, 28, ink::third});
    return to_picture(on);
}

} // namespace jiangtang::media
