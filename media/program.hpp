// The output that never stops: once a frame it asks the source, falls back to the slate, and hands picture and
// sound to every rendition. What the source has coded well enough is passed on as the first of them; then the output
// runs by the source's clock. Knows nothing of where pictures come from or of HTTP.
#pragma once

#include "media/follower.hpp"
#include "media/governor.hpp"
#include "media/ladder.hpp"
#include "media/rendition.hpp"
#include "media/scaler.hpp"
#include "media/source.hpp"

#include <array>
#include <atomic>
#include <bitset>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace jiangtang::media {

class program {
public:
    struct settings {
        std::vector<rung> ladder;
        int audio_bitrate = 96000;            // bit/s
        std::string theme;                    // for the slate
        std::vector<rendition_report> before; // of the time line before this one: its counts go on
        int calm = 10 * frames_per_second;    // see follower
    };

    // `to` says where a track's bytes go; it is asked here, once for each.
    program(const settings& with, source& from, const std::function<outlet(const std::string& track)>& to);

    enum class ending { stopped, late, failed };

    // The time line begins now: frame times are whole frames since the Unix epoch on the system clock, and from
    // then on run by the steady clock, so that a step of the system clock does not tear the stream. Runs until
    // `stop` is set (then what was encoded is flushed out), until it fell more than four seconds behind (the
    // machine slept: begin anew, with a new time line), or until an encoder failed. Once.
    ending run(const std::atomic<bool>& stop);

    // Any thread.
    std::vector<rendition_report> renditions() const;

private:
    struct step {
        step(const rung& of, outlet to)
            : what(of), size(of.height), way(rendition::pictures(of), std::move(to)) {}

        rung what;
        scaler size;
        rendition way;
    };

    enum class showing { nothing, source, slate, sound_only };

    tick tick_at(std::int64_t number) const;
    picture choose(const tick& at, bool sound);
    bool keep_pace(std::int64_t late_ns);
    void count(bool fresh);
    void follow(const tick& at);
    void report_first();
    void switch_rungs(std::int64_t first_frame);
    bool push(const tick& at, const picture& frame, std::span<const std::int16_t> sound);
    void finish();

    source& source_;
    picture slate_;
    picture sound_only_;
    showing showing_ = showing::nothing;
    int sound_alone_ = 0; // frames
    std::int64_t first_frame_ = 0;
    std::int64_t first_steady_ns_ = 0;
    std::int64_t segment_frame_ = 0; // with which the open segment began
    follower passing_;
    std::vector<std::unique_ptr<step>> ladder_; // the largest first
    rendition sound_;
    picture last_; // what was shown last
    governor governor_;
    std::size_t off_ = 0; // rungs below the first that are to be off

    mutable std::mutex mutex_; // guards what follows
    std::vector<rendition_report> reports_;
    std::bitset<frames_per_second> fresh_; // of the last second's pictures, those that were not shown again
};

} // namespace jiangtang::media
