// Decides what the machine can carry: a rung of the ladder is dropped rather than frames, and tried again after a
// long calm. Pure: asked once a frame, without a clock.
#pragma once

#include "media/picture.hpp"

namespace jiangtang::media {

class governor {
public:
    enum class action {
        go_on,
        drop,    // switch the next rung off at the end of its segment
        restore, // switch the last one that was dropped on again
        repeat // nothing is left to drop: show the last picture again, which costs the encoder next to nothing
    };

    // How many rungs may be dropped.
    explicit governor(int droppable) : droppable_(droppable) {}

    // `behind`: by how many frames the slowest encoder, or the loop that feeds it, is behind.
    action resume(int behind);

    static constexpr int behind_much = 8; // frames: a quarter of a second, which no calm machine shows
    static constexpr int window = frames_per_second;
    static constexpr int catching_up = 5; // frames gained in a window: a hiccup that mends itself
    static constexpr int settling = 4 * frames_per_second; // after a decision: it waits for the segment's end
    static constexpr int first_calm = 120 * frames_per_second; // before a dropped rung is tried again
    static constexpr int longest_calm = 16 * first_calm;

private:
    bool overloaded(int behind);
    action drop();

    int droppable_;
    int dropped_ = 0;
    int pause_ = 0;    // frames until the next decision
    int strained_ = 0; // frames of this window so far
    int at_start_ = 0; // frames behind when the window began
    int calm_ = 0;     // frames since the last strain or decision
    int wanted_calm_ = first_calm;
    bool on_trial_ = false; // a rung came back, and its calm is not over
};

} // namespace jiangtang::media
