// Lines up decoded pictures and sound with the output's frame times. Pure: no GStreamer, no clock of its own;
// all times are nanoseconds of std::chrono::steady_clock.
#pragma once

#include "media/coded.hpp"
#include "media/picture.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
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

    // A picture that came, as it was coded; its own time is due. Does not move the shift.
    void coded_came(std::int64_t due_ns, coded_picture next);

    // The coded pictures whose time has come by `at_ns`, by the rule of picture_at; each once, whoever shows the others.
    // `passing`: see source.hpp.
    std::vector<coded_picture> coded_at(std::int64_t at_ns, bool passing);

    // The picture for the output's time `at_ns`; the last one for up to away_ns, then null.
    picture picture_at(std::int64_t at_ns);

    // Fills `out` (interleaved stereo) with the sound for `at_ns`; false when none of it was there.
    bool sound_at(std::int64_t at_ns, std::span<std::int16_t> out);

    // How much later things come by now than in the first five seconds of this input, ms: the source's clock runs slower
    // than ours, or faster when it is negative. Nothing in those seconds.
    std::optional<std::int64_t> drift_ms() const;

    // Forgets what is queued, for an input that begins anew. The picture on show stays for away_ns.
    void reset();

private:
    struct timed {
        std::int64_t due_ns;
        picture frame;
    };

    void settle(std::int64_t due_ns, std::int64_t now_ns);
    void align(std::int64_t due_ns);
    void begin_window(std::int64_t now_ns);
    bool astray(std::int64_t error);
    void append(std::span<const std::int16_t> stereo);

    mutable std::mutex mutex_;
    std::int64_t shift_ns_ = 0;
    std::optional<std::int64_t> first_shift_ns_; // after the first window
    bool fresh_ = true;                          // nothing came since the input began
    bool passing_ = false;
    bool aligned_ = false;      // the shift fits the output's frames
    std::int64_t asked_ns_ = 0; // for which time the output asked last
    std::int64_t window_end_ns_ = 0;
    std::int64_t worst_ns_ = 0; // the latest arrival of this window, relative to when it was due

    std::deque<timed> queue_;
    std::deque<std::pair<std::int64_t, coded_picture>> coded_; // with due times
    timed shown_{0, nullptr};                                  // with the shift it was shown by

    std::deque<std::int16_t> sound_; // interleaved stereo
    int beside_ = 0;                 // buffers in a row that came beside their time; negative: before it
    std::int64_t sound_start_ = 0;   // number of the first sample in sound_, on the steady clock
    std::int64_t sound_next_ = 0;    // the output's next sample
    std::array<std::int16_t, sound_channels> last_heard_{};
};

} // namespace jiangtang::media
