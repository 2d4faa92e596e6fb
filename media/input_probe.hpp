// Reads the figures of an input's coded streams as they pass their parsers, before anything is decoded.
// Knows nothing of how the pipeline is built.
#pragma once

#include "media/source.hpp"

#include <gst/gst.h>

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace jiangtang::media {

class input_probe {
public:
    // To be called with every element of the pipeline: parsers of picture and sound are looked into. The probe must
    // outlive the pipeline.
    void watch(GstElement* added);

    // Another pipeline begins.
    void reset();

    // Without the drift. Any thread.
    source_facts facts() const;

private:
    // Bytes and frames over two seconds of a stream's own time, so that bursts do no harm.
    struct meter {
        std::optional<GstClockTime> begun;
        std::int64_t bytes = 0, frames = 0;
        std::optional<double> bits_per_second, frames_per_second;

        void count(GstClockTime at, std::int64_t size);
    };

    static GstPadProbeReturn on_picture(GstPad* pad, GstPadProbeInfo* info, gpointer self);
    static GstPadProbeReturn on_sound(GstPad* pad, GstPadProbeInfo* info, gpointer self);
    void read_caps(GstPad* pad);

    mutable std::mutex mutex_; // guards what follows
    meter picture_, sound_;
    std::string codec_;
    int width_ = 0, height_ = 0;
    std::optional<GstClockTime> key_at_;
    std::optional<std::int64_t> key_frame_interval_ms_;
};

} // namespace jiangtang::media
