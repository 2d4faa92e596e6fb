// Hears whether a source's sound is silent or over full scale. Pure: samples and times in, figures out.
#pragma once

#include "media/picture.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace jiangtang::media {

// Silent: the level of a frame, without its direct current, is below -60 dB of full scale. A hall with an open microphone
// and nobody speaking is at -55 and above, an input with nothing plugged in at -75 and below. It takes a tenth of a second
// of sound to end a silence: a plug's click does not.
// Clipped: three samples in a row at full scale in one channel; sound that is only loud touches it with one.
class sound_watch {
public:
    // Once for each frame of the output, with interleaved stereo (zeros where none came).
    void hear(std::span<const std::int16_t> stereo, std::int64_t now_ms);

    // The source is away: what silence there is says nothing.
    void forget();

    std::int64_t silent_ms() const { return silent_since_ ? now_ms_ - *silent_since_ : 0; }
    double peak_db() const;          // of the last second; -100 for nothing at all
    std::int64_t clipped_ms() const; // of the last second: the frames in which it happened

private:
    bool clips(std::span<const std::int16_t> stereo);

    struct frame {
        int peak = 0;
        bool clipped = false;
    };

    std::int64_t now_ms_ = 0;
    std::optional<std::int64_t> silent_since_;
    int loud_frames_ = 0;                         // in a row
    std::array<int, sound_channels> full_{};      // samples in a row at full scale, by channel
    std::array<frame, frames_per_second> last_{}; // of the last second
    std::size_t next_ = 0;
};

} // namespace jiangtang::media
