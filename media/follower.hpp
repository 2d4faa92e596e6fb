// Follows a source whose coded pictures are passed on: says from which frame on and until when they can be, gives each
// frame its own, and lets the output's time follow the source's. Pure: no GStreamer, no clock.
#pragma once

#include "media/coded.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace jiangtang::media {

class follower {
public:
    // What this frame brings.
    enum class turn {
        none,  // goes on as before
        begin, // pictures are passed from this frame on, and a segment begins with it
        end    // no more from this frame on
    };

    // `calm`: frames for which a source has to come evenly before it is followed. Twice as many after each time that did
    // not last, up to ten minutes of them: an encoder costs less than a picture that changes again and again.
    explicit follower(int calm) : first_calm_(calm), wanted_calm_(calm) {}

    // Takes what became due with the next frame. `head`: a segment begins with it in any case.
    turn next(std::vector<coded_picture> came, bool head);

    bool on() const { return format_ != nullptr; }
    const coded_format& format() const { return *format_; }

    // The pictures of this frame, to be taken once.
    std::vector<coded_picture> take() { return std::move(now_); }

    // How much later than planned the output's frames are to be by now, so that they keep the source's time.
    std::int64_t skew_ns() const { return skew_ns_; }

private:
    bool collect(bool head);
    turn wait_for_calm();
    void stop();

    std::shared_ptr<const coded_format> format_; // null: nothing is passed
    std::deque<coded_picture> waiting_;
    std::vector<coded_picture> now_;
    std::int64_t expected_ = 0; // number of the next picture
    int empty_ = 0;             // frames in a row without a picture
    int first_calm_;
    int wanted_calm_;
    int calm_ = 0;   // frames in which the source has come evenly
    int lasted_ = 0; // frames that were passed since the last beginning
    std::int64_t wanted_skew_ns_ = 0;
    std::int64_t skew_ns_ = 0;
};

} // namespace jiangtang::media
