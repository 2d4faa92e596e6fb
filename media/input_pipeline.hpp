// The decoding pipeline of an input, built anew after every end or failure, that fills an input_feed.
// Knows nothing of the output.
#pragma once

#include "media/gst_handle.hpp"
#include "media/input_feed.hpp"
#include "media/options.hpp"

#include <atomic>
#include <cstdint>
#include <utility>

namespace jiangtang::media {

class input_pipeline {
public:
    explicit input_pipeline(source_uri uri) : uri_(std::move(uri)) {}

    // Reads the input, again and again, until stop(). Blocks.
    void run();
    void stop() { stop_ = true; }

    input_feed& feed() { return feed_; }

private:
    // Any size and frame rate becomes 1280x720 with borders, at most 30 frames; interlaced becomes whole.
    void link(GstPad* pad);
    gst_handle<GstElement> build();
    bool watch(GstElement* pipeline);
    bool run_once();
    bool silent_too_long() const;
    static int on_picture(void* appsink, void* self);
    static int on_sound(void* appsink, void* self);

    source_uri uri_;
    input_feed feed_;
    std::atomic<bool> stop_{false};
    std::atomic<std::int64_t> last_ns_{
        0}; // when the last picture or sound came, steady clock; 0 for none yet
    std::int64_t built_ns_ = 0;
    GstElement* pipeline_ = nullptr; // while run_once() holds it; for link()
    bool has_picture_ = false;       // streaming thread only
    bool has_sound_ = false;
};

} // namespace jiangtang::media
