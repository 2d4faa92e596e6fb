// Hands the coded pictures of an input to a passage as they leave the parser, before they are decoded.
// Knows nothing of how the pipeline is built, nor of what may pass.
#pragma once

#include "media/gst_handle.hpp"
#include "media/passage.hpp"

#include <gst/gst.h>

#include <mutex>

namespace jiangtang::media {

class coded_tap {
public:
    explicit coded_tap(passage::limits at) : passage_(at) {}

    // To be called with every element of the pipeline: an H.264 parser is listened to. The tap must outlive the pipeline.
    void watch(GstElement* added);

    // Another pipeline begins.
    void reset();

    // What came up to the decoded picture of this buffer. Any thread.
    std::vector<passage::timed> decoded(GstBuffer* picture);

private:
    static GstPadProbeReturn on_picture(GstPad* pad, GstPadProbeInfo* info, gpointer self);
    void read_caps(GstPad* pad);

    passage passage_;
    std::mutex mutex_;         // guards what follows
    gst_handle<GstCaps> caps_; // that the following was read from
    passage::shape shape_;
    avc_parameters parameters_; // out of the caps
    int length_size_ = 0;       // 0: a byte stream
    bool told_ = false;         // the passage knows the parameters
};

} // namespace jiangtang::media
