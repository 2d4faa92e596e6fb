// Owning handles for GStreamer's counted objects. Knows nothing else.
#pragma once

#include <gst/gst.h>

#include <memory>

namespace jiangtang::media {

struct gst_unref {
    void operator()(GstObject* object) const { gst_object_unref(object); }
    void operator()(GstElement* element) const { gst_object_unref(element); }
    void operator()(GstBus* bus) const { gst_object_unref(bus); }
    void operator()(GstPad* pad) const { gst_object_unref(pad); }
    void operator()(GstClock* clock) const { gst_object_unref(clock); }
    void operator()(GstSample* sample) const { gst_sample_unref(sample); }
    void operator()(GstCaps* caps) const { gst_caps_unref(caps); }
    void operator()(GstMessage* message) const { gst_message_unref(message); }
    void operator()(GError* error) const { g_error_free(error); }
};

template <class T>
using gst_handle = std::unique_ptr<T, gst_unref>;

} // namespace jiangtang::media
