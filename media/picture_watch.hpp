// Sees whether a source's picture is black or stands still. Pure: pictures and times in, milliseconds out.
#pragma once

#include "media/picture.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace jiangtang::media {

// Black: no more than one sample in a thousand is brighter than a tenth of the range (ffmpeg's blackdetect takes one
// in fifty, but white words on a black slide are not many more).
//
// Still: a slide that stands for minutes is what a lecture looks like, so that the picture does not change says little.
// Three things are called frozen, the first two at once, the last after five minutes:
// - No new picture comes although the sound goes on: its time stands.
// - A camera stops. A camera's picture is never the same twice: noise stirs samples all over it in every frame. When a
//   picture that lived like this for ten seconds comes again and again without a change, and looks as it did seconds
//   before (so no mixer cut or faded to a slide), the camera or its link hangs.
// - Any other picture that does not change: perhaps a slide, perhaps a dead grabber; nobody can tell but by looking.
// A still picture that was encoded on the way stirs a little at every key frame: one frame in ten may, if only a little.
class picture_watch {
public:
    // Once for each frame of the output: what the source shows (the same bytes again when nothing new came; null when it
    // has nothing), whether it gives sound, and when, in ms of a steady clock.
    void see(const picture& frame, bool sound, std::int64_t now_ms);

    std::int64_t black_ms() const { return black_since_ ? now_ms_ - *black_since_ : 0; }
    std::int64_t frozen_ms() const;

private:
    static constexpr int step = 8; // of the grid, pixels: one sample in 64 is looked at
    static constexpr std::size_t grid_size = std::size_t{picture_width / step} * (picture_height / step);
    using grid = std::array<std::uint8_t, grid_size>;

    struct difference {
        int widely = 0;  // samples that changed
        int most = 0;    // the largest change
        double mean = 0; // of all samples
    };

    static grid sample(const std::uint8_t* luma);
    static difference compare(const grid& a, const grid& b);
    void look(const std::uint8_t* luma);
    void begin_still(bool like_before);

    std::int64_t now_ms_ = 0;
    picture last_;                            // kept, so that its address is not used again
    std::optional<std::int64_t> last_new_ms_; // when it came
    std::optional<std::int64_t> black_since_;

    grid now_{}, before_{};           // this picture, the one before
    grid earlier_{}, next_earlier_{}; // of two to four seconds ago, and what becomes it
    std::int64_t earlier_ms_ = 0;     // when next_earlier_ was taken
    std::int64_t lifeless_ms_ = 0;    // the last moment at which the picture did not stir all over
    std::int64_t still_since_ = 0;
    int still_frames_ = 0, stirred_frames_ = 0; // of this stillness
    bool lived_ = false;                        // until it began
};

} // namespace jiangtang::media
