// The encoding pipeline: raw pictures and sound in, H.264 and AAC samples out, one in and one out, in order.
// Knows nothing of sources, boxes or the network. It has no clock: whoever feeds it sets the pace.
#pragma once

#include "media/gst_handle.hpp"
#include "media/picture.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace jiangtang::media {

// One encoded sample, and the track's configuration (avcC record or AudioSpecificConfig).
struct encoded {
    std::string bytes;
    bool key = false;
};

class encoder {
public:
    struct settings {
        int bitrate = 2000;        // video, kbit/s
        int audio_bitrate = 96000; // bit/s
    };

    // Called on the pipeline's own threads: the configuration once, before the first sample, then each
    // sample. The k-th video sample is the k-th picture pushed. The k-th audio sample holds the sound from
    // input sample 1024 * k: the encoder's delay of one frame is taken out here.
    struct sink {
        std::function<void(std::string config)> config;
        std::function<void(encoded sample)> sample;
    };

    // Throws std::runtime_error when the pipeline cannot be built or started.
    encoder(const settings& with, sink video, sink audio);
    ~encoder();
    encoder(const encoder&) = delete;
    encoder& operator=(const encoder&) = delete;

    // Takes the next frame; waits while the encoder is busy. False when the pipeline failed.
    bool push(const picture& frame, std::span<const std::int16_t> sound);

    // Says that no more comes and waits until all samples came out, at most `limit`.
    void finish(std::chrono::milliseconds limit);

private:
    struct branch {
        sink out;
        bool configured = false;
        int skip = 0; // samples at the start that hold only the encoder's delay
    };

    static int on_sample(void* appsink, void* user);

    branch video_;
    branch audio_;
    gst_handle<GstElement> pipeline_;
    gst_handle<GstElement> video_in_;
    gst_handle<GstElement> audio_in_;
    std::uint64_t frames_ = 0;
};

} // namespace jiangtang::media
