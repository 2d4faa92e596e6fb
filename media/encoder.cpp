#include "media/encoder.hpp"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>

#include <spdlog/spdlog.h>

#include <array>
#include <stdexcept>

namespace jiangtang::media {
namespace {

// A second of frames may wait: more would be seen as delay, less would stop the loop at every hiccup.
std::string described(const std::string& caps, const std::string& elements) {
    return "appsrc name=in format=time block=true max-bytes=0 max-time=0 max-buffers=" +
           std::to_string(frames_per_second) + " caps=" + caps + " ! " + elements +
           " ! appsink name=out sync=false async=false max-buffers=0";
}

std::string bytes_of(GstBuffer* buffer) {
    std::string bytes(gst_buffer_get_size(buffer), '\0');
    gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
    return bytes;
}

std::string config_of(GstSample* sample) {
    const auto* structure = gst_caps_get_structure(gst_sample_get_caps(sample), 0);
    const auto* value = gst_structure_get_value(structure, "codec_data");
    return value ? bytes_of(gst_value_get_buffer(value)) : std::string{};
}

// The picture itself, not a copy. GStreamer would round lines up to 4 bytes: the meta says that these are tight.
GstBuffer* wrap(const picture& frame, int width, int height) {
    const auto w = static_cast<gsize>(width), luma = w * static_cast<gsize>(height);
    auto* keep = new picture(frame);
    auto* buffer = gst_buffer_new_wrapped_full(
        GST_MEMORY_FLAG_READONLY, const_cast<std::uint8_t*>(frame.get()), luma * 3 / 2, 0, luma * 3 / 2, keep,
        [](gpointer held) { delete static_cast<picture*>(held); });
    std::array<gsize, GST_VIDEO_MAX_PLANES> offsets{0, luma, luma * 5 / 4};
    std::array<gint, GST_VIDEO_MAX_PLANES> strides{width, width / 2, width / 2};
    gst_buffer_add_video_meta_full(buffer, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_I420,
                                   static_cast<guint>(width), static_cast<guint>(height), 3, offsets.data(),
                                   strides.data());
    return buffer;
}

} // namespace

// scenecut=0 with a fixed key-int-max: an IDR comes with every 60th picture after the last one and at no other, so that
// a segment of the usual length begins with one by itself, in every rung at the same picture.
std::string encoder::picture_elements(const rung& what) {
    return "x264enc speed-preset=veryfast tune=zerolatency bframes=0 threads=1 key-int-max=" +
           std::to_string(frames_per_segment) +
           " option-string=scenecut=0 vbv-buf-capacity=1000 bitrate=" + std::to_string(what.bitrate) +
           " ! video/x-h264,profile=main,stream-format=avc,alignment=au";
}

std::string encoder::sound_elements(int bits_per_second) {
    return "audioconvert ! avenc_aac bitrate=" + std::to_string(bits_per_second) +
           " ! audio/mpeg,mpegversion=4,stream-format=raw";
}

// I420 in, or x264 would make 4:4:4 that no browser plays.
std::unique_ptr<encoder> encoder::for_pictures(const rung& what, sink out) {
    const auto caps = "video/x-raw,format=I420,width=" + std::to_string(what.width) +
                      ",height=" + std::to_string(what.height) +
                      ",framerate=" + std::to_string(frames_per_second) +
                      "/1,pixel-aspect-ratio=1/1,interlace-mode=progressive,colorimetry=bt709";
    return std::unique_ptr<encoder>(
        new encoder(described(caps, picture_elements(what)), {what.width, what.height, 0}, std::move(out)));
}

std::unique_ptr<encoder> encoder::for_sound(int bits_per_second, sink out) {
    const auto caps = "audio/x-raw,format=S16LE,rate=" + std::to_string(sound_rate) +
                      ",channels=" + std::to_string(sound_channels) + ",layout=interleaved";
    return std::unique_ptr<encoder>(
        new encoder(described(caps, sound_elements(bits_per_second)), {0, 0, 1}, std::move(out)));
}

encoder::encoder(const std::string& description, shape of, sink out) : shape_(of), out_(std::move(out)) {
    GError* error = nullptr;
    pipeline_.reset(gst_parse_launch(description.c_str(), &error));
    gst_handle<GError> why(error);
    if (!pipeline_ || why)
        throw std::runtime_error(why ? why->message : "the encoding pipeline cannot be built");
    auto* bin = GST_BIN(pipeline_.get());
    in_.reset(gst_bin_get_by_name(bin, "in"));
    gst_handle<GstElement> end(gst_bin_get_by_name(bin, "out"));
    GstAppSinkCallbacks callbacks{};
    callbacks.new_sample = [](GstAppSink* from, gpointer self) {
        return static_cast<GstFlowReturn>(on_sample(from, self));
    };
    callbacks.eos = [](GstAppSink*, gpointer self) { static_cast<encoder*>(self)->drained_ = true; };
    gst_app_sink_set_callbacks(GST_APP_SINK(end.get()), &callbacks, this, nullptr);
    gst_handle<GstBus> bus(gst_element_get_bus(pipeline_.get()));
    gst_bus_set_sync_handler(
        bus.get(),
        [](GstBus*, GstMessage* message, gpointer self) {
            if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) static_cast<encoder*>(self)->fail(message);
            return GST_BUS_PASS;
        },
        this, nullptr);
    if (gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
        throw std::runtime_error("the encoding pipeline cannot be started");
}

encoder::~encoder() {
    if (pipeline_) gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

// On whichever thread failed. Whoever waits in push() for room would wait for ever: now there is room without end.
void encoder::fail(GstMessage* message) {
    GError* error = nullptr;
    gst_message_parse_error(message, &error, nullptr);
    gst_handle<GError> why(error);
    spdlog::error("encoder: {}", why->message);
    failed_ = true;
    gst_app_src_set_max_buffers(GST_APP_SRC(in_.get()), 0);
}

int encoder::on_sample(void* appsink, void* self) {
    auto& me = *static_cast<encoder*>(self);
    gst_handle<GstSample> sample(gst_app_sink_pull_sample(static_cast<GstAppSink*>(appsink)));
    if (!sample) return GST_FLOW_EOS;
    auto* buffer = gst_sample_get_buffer(sample.get());
    if (!buffer) return GST_FLOW_OK;
    if (!me.configured_) {
        me.out_.config(config_of(sample.get()));
        me.configured_ = true;
    }
    if (me.shape_.skip > 0) {
        --me.shape_.skip;
        return GST_FLOW_OK;
    }
    me.out_.sample({bytes_of(buffer), !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT)});
    return GST_FLOW_OK;
}

bool encoder::push(const picture& frame) { return push(wrap(frame, shape_.width, shape_.height)); }

bool encoder::push(std::span<const std::int16_t> sound) {
    return push(gst_buffer_new_memdup(sound.data(), sound.size_bytes()));
}

bool encoder::push(GstBuffer* frame) {
    const auto start = gst_util_uint64_scale(frames_, GST_SECOND, frames_per_second);
    const auto end = gst_util_uint64_scale(++frames_, GST_SECOND, frames_per_second);
    GST_BUFFER_PTS(frame) = start;
    GST_BUFFER_DURATION(frame) = end - start;
    return gst_app_src_push_buffer(GST_APP_SRC(in_.get()), frame) == GST_FLOW_OK && !failed_;
}

// appsrc keeps the event's place among the pictures that wait.
void encoder::force_key() {
    gst_element_send_event(
        in_.get(), gst_video_event_new_downstream_force_key_unit(GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE,
                                                                 GST_CLOCK_TIME_NONE, FALSE, 0));
}

int encoder::waiting() const {
    return static_cast<int>(gst_app_src_get_current_level_buffers(GST_APP_SRC(in_.get())));
}

void encoder::end() { gst_app_src_end_of_stream(GST_APP_SRC(in_.get())); }

bool encoder::wait_drained(std::chrono::milliseconds limit) const {
    gst_handle<GstBus> bus(gst_element_get_bus(pipeline_.get()));
    const gst_handle<GstMessage> end(gst_bus_timed_pop_filtered(
        bus.get(), static_cast<GstClockTime>(std::max<std::int64_t>(limit.count(), 0)) * GST_MSECOND,
        static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
    return drained_;
}

} // namespace jiangtang::media
