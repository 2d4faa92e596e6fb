// Draws the pages of the test lecture and the slate: paper, ink, one vermilion. Knows no clock and no source.
#pragma once

#include "media/canvas.hpp"
#include "media/picture.hpp"

#include <string>
#include <vector>

namespace jiangtang::media {

// One row of a page: a label (a number, a time, a role), the words, and what stands at the right.
struct row {
    std::string label;
    std::string text;
    std::string aside;
};

struct page {
    std::string head;               // above: the series and the event
    std::vector<std::string> title; // lines, as they should break
    std::string speaker;            // may be empty
    std::string unit;               // the speaker's
    std::vector<row> rows;
    std::vector<std::string> steps; // a row of circles instead; the last is the one that counts
    bool cover = false;             // the first page of a talk: seen on the screen of the hall
};

// A page filling the picture, with its number of how many.
picture draw_page(const page& what, int number, int count);

// The same page on the screen of a hall, the speaker at the lectern.
picture draw_hall(const page& what, int number, int count);

// Shown while the source is away, or while it has sound and no picture. `theme` may be empty.
picture draw_slate(const std::string& theme, const std::string& words, const std::string& note);

// Where the clock of the lecture stands in both kinds of picture: its right edge and top.
inline constexpr int clock_right = 1184;
inline constexpr int clock_top = 60;

// Whether the picture is dark there.
inline bool clock_on_dark(const page& what) { return what.cover; }

// The wall of the hall, behind the clock.
inline constexpr color hall_wall = 0x1E2126;

} // namespace jiangtang::media
