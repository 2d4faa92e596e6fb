// Lines up decoded pictures and sound with the output's frame times. Pure: no GStreamer, no clock of its own;
// all times are nanoseconds of std::chrono::steady_clock.
#pragma once

#include "media/picture.hpp"

#include <cstdint>
#include <deque>
#include <mutex>
#include <span>
#include <vector>

namespace jiangtang::media {

// Pictures and sound arrive on the input's threads, each with the time its timestamp makes it due; the output
// reads on its own. One shift, the same for both, maps due times to when things really come: the first
// arrival sets it, a later one than expected raises it at once, and when all of five seconds came early it is
// lowered again. What is due is shown `delay_ns` later, so that sound cut in other lengths is always there.
class input_feed {
public:
    static constexpr std::int64_t delay_ns = 80'000'000;
    static constexpr std::int64_t away_ns = 1'000'000'000; // without a picture for so long: away

    void picture_came(std::int64_t due_ns, picture frame, std::int64_t now_ns);
    void sound_came(std::int64_t due_ns, std::span<const std::int16_t> stereo, std::int64_t now_ns);

    // The picture for the output's time `at_ns`; the last one for up to away_ns, then null.
    picture picture_at(std::int64_t at_ns);

    // Fills `out` (interleaved stereo) with the sound for `at_ns`; false when none of it was there.
    bool sound_at(std::int64_t at_ns, std::span<std::int16_t> out);

    // Forgets what is queued, for an input that begins anew. The picture on show stays for away_ns.
    void reset();

private:
    struct timed {
        std::int64_t due_ns;
        picture frame;
    };

    std::int64_t settle(std::int64_t due_ns, std::int64_t now_ns);
    void begin_window(std::int64_t now_ns);
    void append(std::span<const std::int16_t> stereo);

    std::mutex mutex_;
    std::int64_t shift_ns_ = 0;
    bool fresh_ = true; // nothing came since the input began
    std::int64_t window_end_ns_ = 0;
    std::int64_t worst_ns_ = 0; // the latest arrival of this window, relative to when it was due

    std::deque<timed> queue_;
    timed shown_{0, nullptr};

    std::deque<std::int16_t> sound_; // interleaved stereo
    std::int64_t sound_start_ = 0;   // number of the first sample in sound_, on the steady clock
    std::int64_t sound_next_ = 0;    // the output's next sample
};

} // namespace jiangtang::media
