#include "media/input_pipeline.hpp"

#include "media/guard.hpp"
#include "media/trust.hpp"

#include <gst/app/gstappsink.h>
#include <gst/pbutils/missing-plugins.h>
#include <gst/video/video.h>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <thread>

namespace jiangtang::media {

using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

constexpr auto poll = 50ms;
constexpr auto pause_first = 100ms; // between an end and the next try
constexpr auto pause_last = 1000ms; // a source that is back is on air again within two seconds
constexpr auto stuck = 8s;          // no data for so long although something had come: build anew

std::int64_t steady_now() {
    return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

// Files, and HLS, which comes in whole segments, are held back to real time by their sinks. What is live comes
// when it comes: a sink that waited for the timestamps would add what the sender's muxer allows itself (0.7 s
// in ffmpeg's MPEG-TS) to the delay; input_feed lines such pictures and sound up by itself.
bool paced_by_sink(source_kind kind) { return kind == source_kind::file || kind == source_kind::http; }

constexpr const char* picture_branch =
    "queue ! videoconvert ! deinterlace method=linear ! videorate drop-only=true max-rate=30 "
    "! videoscale add-borders=true ! videoconvert "
    "! video/x-raw,format=I420,width=1280,height=720,pixel-aspect-ratio=1/1,colorimetry=bt709 "
    "! appsink name=out max-buffers=4";
constexpr const char* sound_branch =
    "queue ! audioconvert ! audioresample "
    "! audio/x-raw,format=S16LE,rate=48000,channels=2,layout=interleaved ! appsink name=out max-buffers=16";

// When the sample is due on the steady clock, which is the clock that GStreamer's system clock reads.
std::int64_t due_of(GstElement* appsink, GstSample* sample) {
    const auto pts = GST_BUFFER_PTS(gst_sample_get_buffer(sample));
    const auto running = gst_segment_to_running_time(gst_sample_get_segment(sample), GST_FORMAT_TIME, pts);
    if (!GST_CLOCK_TIME_IS_VALID(running)) return steady_now();
    return static_cast<std::int64_t>(gst_element_get_base_time(appsink) + running +
                                     gst_base_sink_get_latency(GST_BASE_SINK(appsink)));
}

picture copy_picture(GstSample* sample) {
    GstVideoInfo info;
    GstVideoFrame frame;
    if (!gst_video_info_from_caps(&info, gst_sample_get_caps(sample)) ||
        !gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample), GST_MAP_READ))
        return nullptr;
    auto made = new_picture();
    auto* to = made.get();
    for (unsigned plane = 0; plane < 3; ++plane) {
        const auto width = static_cast<std::size_t>(GST_VIDEO_FRAME_COMP_WIDTH(&frame, plane));
        const auto* from = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, plane));
        for (int row = 0; row < GST_VIDEO_FRAME_COMP_HEIGHT(&frame, plane); ++row, to += width)
            std::memcpy(to,
                        from + static_cast<std::ptrdiff_t>(row) * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, plane),
                        width);
    }
    gst_video_frame_unmap(&frame);
    return made;
}

// RTSP is taken over its own TCP connection: no ports to open in a firewall, and nothing lost.
void set_up(GstElement* element) {
    const auto* factory = gst_element_get_factory(element);
    const std::string_view name = factory ? gst_plugin_feature_get_name(GST_PLUGIN_FEATURE(factory)) : "";
    if (name == "tsdemux") g_object_set(element, "latency", 50, nullptr); // 700 ms by itself
    else if (name == "rtspsrc") {
        g_object_set(element, "latency", 200u, nullptr); // 2 s by itself
        gst_util_set_object_arg(G_OBJECT(element), "protocols", "tcp");
    }
}

GstElement* add(GstElement* pipeline, const char* element) {
    auto* made = gst_element_factory_make(element, nullptr);
    if (!made) throw std::runtime_error(std::string("GStreamer cannot make ") + element);
    gst_bin_add(GST_BIN(pipeline), made);
    return made;
}

// The reading end: for SRT a listener whose connection ends with its caller, else whatever the URI needs.
// Gives the element that will have a pad for each decoded stream.
GstElement* add_reader(GstElement* pipeline, const source_uri& uri) {
    if (uri.kind == source_kind::srt) {
        auto* from = add(pipeline, "srtsrc");
        auto* decode = add(pipeline, "decodebin");
        g_object_set(from, "uri", uri.text.c_str(), "keep-listening", FALSE, nullptr);
        gst_element_link(from, decode);
        return decode;
    }
    auto* decode = add(pipeline, "uridecodebin");
    if (uri.kind == source_kind::file) {
        std::unique_ptr<char, decltype(&g_free)> made(gst_filename_to_uri(uri.text.c_str(), nullptr), g_free);
        g_object_set(decode, "uri", made.get(), nullptr);
    } else {
        g_object_set(decode, "uri", uri.text.c_str(), nullptr);
    }
    return decode;
}

} // namespace

int input_pipeline::on_picture(void* appsink, void* self) {
    auto* me = static_cast<input_pipeline*>(self);
    gst_handle<GstSample> sample(gst_app_sink_pull_sample(static_cast<GstAppSink*>(appsink)));
    if (!sample) return GST_FLOW_EOS;
    const auto now = steady_now();
    const auto due = due_of(static_cast<GstElement*>(appsink), sample.get());
    auto* buffer = gst_sample_get_buffer(sample.get());
    if (auto frame = copy_picture(sample.get())) me->feed_.picture_came(due, std::move(frame), now);
    for (auto& one : me->coded_.decoded(buffer)) {
        const auto before = static_cast<std::int64_t>(GST_BUFFER_PTS(buffer)) - one.at_ns;
        me->feed_.coded_came(due - before, std::move(one.picture));
    }
    me->came(now);
    return GST_FLOW_OK;
}

int input_pipeline::on_sound(void* appsink, void* self) {
    auto* me = static_cast<input_pipeline*>(self);
    gst_handle<GstSample> sample(gst_app_sink_pull_sample(static_cast<GstAppSink*>(appsink)));
    if (!sample) return GST_FLOW_EOS;
    const auto now = steady_now();
    GstMapInfo map;
    auto* buffer = gst_sample_get_buffer(sample.get());
    if (gst_buffer_map(buffer, &map, GST_MAP_READ)) {
        me->feed_.sound_came(
            due_of(static_cast<GstElement*>(appsink), sample.get()),
            {reinterpret_cast<const std::int16_t*>(map.data), map.size / sizeof(std::int16_t)}, now);
        gst_buffer_unmap(buffer, &map);
    }
    me->came(now);
    return GST_FLOW_OK;
}

void input_pipeline::came(std::int64_t now_ns) {
    if (last_ns_.exchange(now_ns) != 0) return;
    std::lock_guard lock(trouble_mutex_); // the first of this run: what was wrong before is over
    trouble_.clear();
}

void input_pipeline::link(GstPad* pad) {
    gst_handle<GstCaps> caps(gst_pad_get_current_caps(pad));
    if (!caps) caps.reset(gst_pad_query_caps(pad, nullptr));
    const std::string_view type = gst_structure_get_name(gst_caps_get_structure(caps.get(), 0));
    const bool video = type.starts_with("video/x-raw");
    const bool audio = type.starts_with("audio/x-raw");
    auto& taken = video ? has_picture_ : has_sound_;
    if ((!video && !audio) || taken) return;
    taken = true;
    GError* error = nullptr;
    auto* branch = gst_parse_bin_from_description(video ? picture_branch : sound_branch, TRUE, &error);
    gst_handle<GError> why(error);
    if (!branch) return;
    gst_handle<GstElement> out(gst_bin_get_by_name(GST_BIN(branch), "out"));
    g_object_set(out.get(), "sync", paced_by_sink(uri_.kind), nullptr);
    GstAppSinkCallbacks callbacks{};
    if (video)
        callbacks.new_sample = [](GstAppSink* from, gpointer me) {
            return GstFlowReturn(on_picture(from, me));
        };
    else
        callbacks.new_sample = [](GstAppSink* from, gpointer me) {
            return GstFlowReturn(on_sound(from, me));
        };
    gst_app_sink_set_callbacks(GST_APP_SINK(out.get()), &callbacks, this, nullptr);
    gst_bin_add(GST_BIN(pipeline_), branch);
    gst_handle<GstPad> sink(gst_element_get_static_pad(branch, "sink"));
    gst_element_sync_state_with_parent(branch);
    gst_pad_link(pad, sink.get());
}

void input_pipeline::complain(std::string sentence) {
    spdlog::warn("source: {}", sentence);
    std::lock_guard lock(trouble_mutex_);
    trouble_ = std::move(sentence);
}

// Says what may be wrong with the certificate of a source that gave nothing.
void input_pipeline::blame_certificate(const source_uri& uri) {
    constexpr std::pair<std::string_view, int> secure[] = {{"https", 443}, {"rtmps", 443}, {"rtsps", 322}};
    for (const auto& [scheme, port] : secure) {
        if (uri.scheme != scheme) continue;
        const auto trouble =
            trouble_with_certificate(uri.host, uri.port.empty() ? port : std::stoi(uri.port));
        if (!trouble.empty()) complain(trouble);
    }
}

// The source as it may be opened now; nothing when the rule refuses it.
std::optional<source_uri> input_pipeline::allowed() {
    if (!guarded_) return uri_;
    auto now = checked(uri_, *guarded_);
    if (auto* open = std::get_if<source_uri>(&now)) return std::move(*open);
    complain(std::get<intake::fault>(now).en);
    return std::nullopt;
}

gst_handle<GstElement> input_pipeline::build(const source_uri& uri) {
    gst_handle<GstElement> pipeline(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr))));
    g_signal_connect(pipeline.get(), "deep-element-added",
                     G_CALLBACK(+[](GstBin*, GstBin*, GstElement* added, gpointer me) {
                         set_up(added);
                         static_cast<input_pipeline*>(me)->probe_.watch(added);
                         static_cast<input_pipeline*>(me)->coded_.watch(added);
                     }),
                     this);
    probe_.reset();
    coded_.reset();
    g_signal_connect(add_reader(pipeline.get(), uri), "pad-added",
                     G_CALLBACK(+[](GstElement*, GstPad* pad, gpointer me) {
                         static_cast<input_pipeline*>(me)->link(pad);
                     }),
                     this);
    gst_handle<GstClock> clock(gst_system_clock_obtain());
    gst_pipeline_use_clock(GST_PIPELINE(pipeline.get()), clock.get());
    has_picture_ = has_sound_ = false;
    pipeline_ = pipeline.get();
    return pipeline;
}

source_facts input_pipeline::facts() const {
    auto known = probe_.facts();
    known.drift_ms = feed_.drift_ms();
    std::lock_guard lock(trouble_mutex_);
    known.problem = trouble_;
    return known;
}

bool input_pipeline::silent_too_long() const {
    const auto last = last_ns_.load();
    // A listener may wait for its caller for hours; whatever else never began is tried again.
    if (last == 0 && uri_.kind == source_kind::srt) return false;
    return steady_now() - (last ? last : built_ns_) > nanoseconds(stuck).count() * (last ? 1 : 2);
}

input_pipeline::ending input_pipeline::watch(GstElement* pipeline) {
    gst_handle<GstBus> bus(gst_element_get_bus(pipeline));
    while (!stop_ && !silent_too_long()) {
        gst_handle<GstMessage> message(gst_bus_timed_pop(
            bus.get(), static_cast<GstClockTime>(milliseconds(poll).count()) * GST_MSECOND));
        if (!message) continue;
        if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_EOS) return ending::whole;
        if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_LATENCY)
            gst_bin_recalculate_latency(GST_BIN(pipeline));
        if (gst_is_missing_plugin_message(message.get())) {
            std::unique_ptr<char, decltype(&g_free)> what(
                gst_missing_plugin_message_get_description(message.get()), g_free);
            spdlog::error("source: GStreamer has nothing for: {}", what.get());
        }
        if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_ERROR) {
            GError* error = nullptr;
            gst_message_parse_error(message.get(), &error, nullptr);
            gst_handle<GError> why(error);
            complain(why->message);
            break;
        }
    }
    return ending::broken;
}

// Builds, plays until the end, and tears down; nothing may have come.
input_pipeline::ending input_pipeline::run_once() {
    last_ns_ = 0;
    const auto uri = allowed();
    if (!uri) return ending::broken;
    const auto pipeline = build(*uri);
    built_ns_ = steady_now();
    auto how = ending::broken;
    if (gst_element_set_state(pipeline.get(), GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
        how = watch(pipeline.get());
    else complain(uri_.safe() + " cannot be opened");
    gst_element_set_state(pipeline.get(), GST_STATE_NULL);
    pipeline_ = nullptr;
    feed_.reset();
    if (last_ns_ == 0 && !stop_) blame_certificate(*uri);
    return how;
}

void input_pipeline::run() {
    auto pause = pause_first;
    while (!stop_) {
        auto how = ending::broken;
        try {
            how = run_once();
        } catch (const std::exception& broken) {
            spdlog::error("source: {}", broken.what());
        }
        const bool had = last_ns_ != 0;
        const bool whole = had && how == ending::whole;
        if (whole && uri_.once) {
            complain("the file has ended");
            return;
        }
        if (whole && uri_.kind == source_kind::file) continue; // a loop
        pause = had ? pause_first : std::min(pause * 2, pause_last);
        for (const auto until = steady_clock::now() + pause; !stop_ && steady_clock::now() < until;)
            std::this_thread::sleep_for(20ms);
    }
}

} // namespace jiangtang::media
