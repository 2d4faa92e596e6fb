#include "media/encoder.hpp"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include <stdexcept>

namespace jiangtang::media {
namespace {

// scenecut=0 with a fixed key-int-max: an IDR comes every 60th picture and at no other, so that counting is
// all it takes to know where a segment begins. I420 in, or x264 would make 4:4:4 that no browser plays.
std::string description(const encoder::settings& with) {
    return "appsrc name=video_in format=time block=true max-buffers=8 max-bytes=0 "
           "caps=video/x-raw,format=I420,width=1280,height=720,framerate=30/1,pixel-aspect-ratio=1/1,"
           "interlace-mode=progressive,colorimetry=bt709 "
           "! x264enc speed-preset=veryfast tune=zerolatency bframes=0 threads=1 key-int-max=60 "
           "option-string=scenecut=0 vbv-buf-capacity=1000 bitrate=" +
           std::to_string(with.bitrate) +
           " ! video/x-h264,profile=main,stream-format=avc,alignment=au "
           "! appsink name=video_out sync=false async=false max-buffers=0 "
           "appsrc name=audio_in format=time block=true max-buffers=64 max-bytes=0 "
           "caps=audio/x-raw,format=S16LE,rate=48000,channels=2,layout=interleaved "
           "! audioconvert ! avenc_aac bitrate=" +
           std::to_string(with.audio_bitrate) +
           " ! audio/mpeg,mpegversion=4,stream-format=raw "
           "! appsink name=audio_out sync=false async=false max-buffers=0";
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

GstBuffer* wrap(const picture& frame) {
    auto* keep = new picture(frame);
    return gst_buffer_new_wrapped_full(GST_MEMORY_FLAG_READONLY, const_cast<std::uint8_t*>(frame.get()),
                                       picture_bytes, 0, picture_bytes, keep,
                                       [](gpointer held) { delete static_cast<picture*>(held); });
}

} // namespace

encoder::encoder(const settings& with, sink video, sink audio)
    : video_{std::move(video), false, 0}, audio_{std::move(audio), false, 1} {
    GError* error = nullptr;
    pipeline_.reset(gst_parse_launch(description(with).c_str(), &error));
    gst_handle<GError> why(error);
    if (!pipeline_ || why)
        throw std::runtime_error(why ? why->message : "the encoding pipeline cannot be built");
    auto* bin = GST_BIN(pipeline_.get());
    video_in_.reset(gst_bin_get_by_name(bin, "video_in"));
    audio_in_.reset(gst_bin_get_by_name(bin, "audio_in"));
    for (auto [name, to] : {std::pair{"video_out", &video_}, std::pair{"audio_out", &audio_}}) {
        gst_handle<GstElement> out(gst_bin_get_by_name(bin, name));
        GstAppSinkCallbacks callbacks{};
        callbacks.new_sample = [](GstAppSink* from, gpointer user) {
            return static_cast<GstFlowReturn>(on_sample(from, user));
        };
        gst_app_sink_set_callbacks(GST_APP_SINK(out.get()), &callbacks, to, nullptr);
    }
    if (gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
        throw std::runtime_error("the encoding pipeline cannot be started");
}

encoder::~encoder() {
    if (pipeline_) gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

int encoder::on_sample(void* appsink, void* user) {
    auto& to = *static_cast<branch*>(user);
    gst_handle<GstSample> sample(gst_app_sink_pull_sample(static_cast<GstAppSink*>(appsink)));
    if (!sample) return GST_FLOW_EOS;
    auto* buffer = gst_sample_get_buffer(sample.get());
    if (!buffer) return GST_FLOW_OK;
    if (!to.configured) {
        to.out.config(config_of(sample.get()));
        to.configured = true;
    }
    if (to.skip > 0) {
        --to.skip;
        return GST_FLOW_OK;
    }
    to.out.sample({bytes_of(buffer), !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT)});
    return GST_FLOW_OK;
}

bool encoder::push(const picture& frame, std::span<const std::int16_t> sound) {
    const auto start = gst_util_uint64_scale(frames_, GST_SECOND, frames_per_second);
    const auto end = gst_util_uint64_scale(++frames_, GST_SECOND, frames_per_second);
    auto* video = wrap(frame);
    auto* audio = gst_buffer_new_memdup(sound.data(), sound.size_bytes());
    for (auto* one : {video, audio}) {
        GST_BUFFER_PTS(one) = start;
        GST_BUFFER_DURATION(one) = end - start;
    }
    const bool video_ok = gst_app_src_push_buffer(GST_APP_SRC(video_in_.get()), video) == GST_FLOW_OK;
    const bool audio_ok = gst_app_src_push_buffer(GST_APP_SRC(audio_in_.get()), audio) == GST_FLOW_OK;
    return video_ok && audio_ok;
}

void encoder::finish(std::chrono::milliseconds limit) {
    gst_app_src_end_of_stream(GST_APP_SRC(video_in_.get()));
    gst_app_src_end_of_stream(GST_APP_SRC(audio_in_.get()));
    gst_handle<GstBus> bus(gst_element_get_bus(pipeline_.get()));
    gst_handle<GstMessage> end(
        gst_bus_timed_pop_filtered(bus.get(), static_cast<GstClockTime>(limit.count()) * GST_MSECOND,
                                   static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
    gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

} // namespace jiangtang::media
