// The output that never stops: once a frame it asks the source, falls back to the slate, encodes, cuts and
// hands parts to the publishers. Knows nothing of where pictures come from or of HTTP.
#pragma once

#include "media/encoder.hpp"
#include "media/part_cutter.hpp"
#include "media/publisher.hpp"
#include "media/source.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

namespace jiangtang::media {

class program {
public:
    struct settings {
        encoder::settings encoding;
        std::string theme; // for the slate
    };

    // Where a track's bytes go.
    struct track_sink {
        std::function<void(std::string init)> open;
        std::function<void(packet)> push;
    };

    // The time line begins now: frame times are whole frames since the Unix epoch on the system clock, and
    // from then on run by the steady clock, so that a step of the system clock does not tear the stream.
    program(const settings& with, source& from, track_sink video, track_sink audio);

    enum class ending { stopped, late, failed };

    // Runs until `stop` is set (then what was encoded is flushed out), until it fell more than four seconds
    // behind (the machine slept: begin anew, with a new time line), or until the encoder failed.
    ending run(const std::atomic<bool>& stop);

private:
    struct track {
        part_cutter cutter;
        track_sink out;
        std::uint32_t sequence = 0;
    };

    enum class showing { nothing, source, slate, sound_only };

    encoder::sink into(track& to, std::function<std::string(std::string)> init, std::uint32_t duration);
    void emit(track& to, const part& whole);
    picture choose(const tick& at, bool sound);
    tick tick_at(std::int64_t number) const;

    source& source_;
    picture slate_;
    picture sound_only_;
    showing showing_ = showing::nothing;
    int sound_alone_ = 0; // frames
    std::int64_t first_frame_;
    std::int64_t first_steady_ns_;
    track video_;
    track audio_;
    encoder encoder_;
};

} // namespace jiangtang::media
