// One track's way out: raw frames in, or pictures that are coded already, its init segment and parts out to its publisher.
// It can be switched off after any whole segment and on again at the beginning of a later one, and from one way to the
// other at any frame. Knows nothing of sources or of HTTP.
#pragma once

#include "media/coded.hpp"
#include "media/encoder.hpp"
#include "media/part_cutter.hpp"
#include "media/publisher.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace jiangtang::media {

// Where a track's bytes go.
struct outlet {
    std::function<void(std::string init)> open; // ftyp+moov of what follows
    std::function<void(packet)> push;
    std::function<void()> close; // nothing follows until it is opened again
};

class rendition {
public:
    // What tells a track of pictures from one of sound.
    struct format {
        bool pictures = false;
        std::int64_t frame_ticks = 0;   // of the timescale, in one frame of the program
        std::uint32_t sample_ticks = 0; // in one encoded sample
        int parts_per_segment = 0;
        std::function<std::unique_ptr<encoder>(encoder::sink)> encode;
        std::function<std::string(std::string config)> init;
    };

    static format pictures(const rung& what);
    static format sound(int bits_per_second);

    rendition(format of, outlet to) : format_(std::move(of)), to_(std::move(to)) {}

    // Encodes from the program's frame `first` on, counted from the Unix epoch. Throws as the encoder does.
    void start(std::int64_t first);
    bool on() const { return encoder_ && !ending_; }

    // Passes on from the frame `first` on what is coded already, once what was encoded before is out.
    void start_passing(std::int64_t first, const coded_format& of);
    bool passing() const { return passed_.has_value(); }

    // The coded pictures for `frame`, in their order; there may be none, and the first of all is a key picture.
    void pass(std::int64_t frame, std::vector<coded_picture> next);

    // A segment begins with the next frame, which is `frame`: with an IDR picture where this is a track of pictures.
    void cut(std::int64_t frame);

    // False when the encoder failed. Pictures or sound, as the format says; while it is on.
    template <class Frame>
    bool push(const Frame& frame) {
        untouched_ = false;
        return encoder_->push(frame);
    }

    // Frames that wait for the encoder.
    int waiting() const { return on() ? encoder_->waiting() : 0; }

    // No more frames. What waits is still encoded; settle(), called now and then, closes the track once all of
    // it has come out, or lets what is passed on follow it; finish() waits for that, but no longer than `limit`.
    void end();
    void settle();
    void finish(std::chrono::milliseconds limit);

private:
    // What is passed on.
    struct passed {
        std::string init; // of what comes; empty once it was told
        std::int64_t first = 0;
        // While the encoder empties itself; later the last alone, until it is known how long it lasts.
        std::deque<std::pair<std::int64_t, std::vector<coded_picture>>> waiting;
    };

    void begin(std::int64_t first);
    void add(sample next);
    std::int64_t line_before(std::int64_t frame);
    void emit(const part& whole);
    void flush();
    void follow();
    void pass_first(std::int64_t until);
    void leave_encoder();
    void leave_passed(std::optional<std::int64_t> next);

    format format_;
    outlet to_;
    std::mutex mutex_; // guards the next two: samples come on the encoder's thread, cuts from the program
    std::optional<part_cutter> cutter_;
    std::uint32_t sequence_ = 0;
    bool ending_ = false;
    std::optional<passed> passed_;
    bool untouched_ = false;           // nothing was pushed to the encoder yet
    std::unique_ptr<encoder> encoder_; // its thread uses most of the above: it goes first
};

} // namespace jiangtang::media
