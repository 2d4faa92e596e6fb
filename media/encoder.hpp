// One track's encoding pipeline: raw pictures or sound in, H.264 or AAC samples out, one in and one out, in order.
// Knows nothing of sources, boxes or the network. It has no clock: whoever feeds it sets the pace.
#pragma once

#include "media/gst_handle.hpp"
#include "media/ladder.hpp"
#include "media/picture.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace jiangtang::media {

// One encoded sample.
struct encoded {
    std::string bytes;
    bool key = false;
};

class encoder {
public:
    // Called on the pipeline's own thread: the track's configuration (avcC record or AudioSpecificConfig) once,
    // before the first sample, then each sample.
    struct sink {
        std::function<void(std::string config)> config;
        std::function<void(encoded sample)> sample;
    };

    // The k-th sample is the k-th picture pushed. Pictures are tight I420 of the rung's size. Throws
    // std::runtime_error, as for_sound does, when the pipeline cannot be built or started.
    static std::unique_ptr<encoder> for_pictures(const rung& what, sink out);

    // The k-th sample holds the sound from input sample 1024 * k: the encoder's delay of one frame is taken out.
    static std::unique_ptr<encoder> for_sound(int bits_per_second, sink out);

    // The two pipelines between raw frames and samples, in the words of gst-launch.
    static std::string picture_elements(const rung& what);
    static std::string sound_elements(int bits_per_second);

    ~encoder();
    encoder(const encoder&) = delete;
    encoder& operator=(const encoder&) = delete;

    // Takes the next frame; waits while a second's worth of them is waiting. False when the pipeline failed.
    bool push(const picture& frame);
    bool push(std::span<const std::int16_t> sound);

    // The next picture pushed becomes an IDR picture. Not before the first one, which is one anyway.
    void force_key();

    // How many frames wait to be encoded: the machine's arrears.
    int waiting() const;

    // No more comes. All samples have come out when drained() is true, or wait_drained() is, within `limit`.
    void end();
    bool drained() const { return drained_; }
    bool wait_drained(std::chrono::milliseconds limit) const;

private:
    struct shape {
        int width = 0, height = 0; // of pictures
        int skip = 0;              // samples at the start that hold only the encoder's delay
    };

    encoder(const std::string& description, shape of, sink out);
    bool push(GstBuffer* frame);
    void fail(GstMessage* message);
    static int on_sample(void* appsink, void* self);

    shape shape_;
    sink out_;
    bool configured_ = false; // pipeline's thread
    std::atomic<bool> drained_{false};
    std::atomic<bool> failed_{false};
    std::uint64_t frames_ = 0;
    gst_handle<GstElement> pipeline_;
    gst_handle<GstElement> in_;
};

} // namespace jiangtang::media
