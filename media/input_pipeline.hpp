// The decoding pipeline of an input, built anew after every end or failure, that fills an input_feed.
// Knows nothing of the output.
#pragma once

#include "media/coded_tap.hpp"
#include "media/gst_handle.hpp"
#include "media/input_feed.hpp"
#include "media/input_probe.hpp"
#include "media/options.hpp"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace jiangtang::media {

class input_pipeline {
public:
    input_pipeline(source_uri uri, std::optional<intake::allowance> guarded, passage::limits may_pass)
        : uri_(std::move(uri)), guarded_(std::move(guarded)), coded_(may_pass) {}

    // Reads the input, again and again, until stop(); a file with `once` only once. Blocks.
    void run();
    void stop() { stop_ = true; }

    input_feed& feed() { return feed_; }
    source_facts facts() const; // any thread

private:
    enum class ending { whole, broken }; // at the input's own end, or in its middle

    // Any size and frame rate becomes 1280x720 with borders, at most 30 frames; interlaced becomes whole.
    void link(GstPad* pad);
    std::optional<source_uri> allowed();
    void complain(std::string sentence);
    void blame_certificate(const source_uri& uri);
    gst_handle<GstElement> build(const source_uri& uri);
    ending watch(GstElement* pipeline); // until then
    ending run_once();
    bool silent_too_long() const;
    void came(std::int64_t now_ns);
    static int on_picture(void* appsink, void* self);
    static int on_sound(void* appsink, void* self);

    mutable std::mutex trouble_mutex_;
    std::string trouble_; // why nothing comes; empty once something does
    source_uri uri_;
    std::optional<intake::allowance> guarded_;
    input_feed feed_;
    input_probe probe_;
    coded_tap coded_;
    std::atomic<bool> stop_{false};
    std::atomic<std::int64_t> last_ns_{
        0}; // when the last picture or sound came, steady clock; 0 for none yet
    std::int64_t built_ns_ = 0;
    GstElement* pipeline_ = nullptr; // while run_once() holds it; for link()
    bool has_picture_ = false;       // streaming thread only
    bool has_sound_ = false;
};

} // namespace jiangtang::media
