#include "media/input_probe.hpp"

#include "media/gst_handle.hpp"

#include <cmath>
#include <string_view>

namespace jiangtang::media {
namespace {

constexpr GstClockTime span = 2 * GST_SECOND;

// Decoding order never runs back within a stream; presentation order does.
GstClockTime time_of(GstBuffer* buffer) {
    return GST_BUFFER_DTS_IS_VALID(buffer) ? GST_BUFFER_DTS(buffer) : GST_BUFFER_PTS(buffer);
}

} // namespace

void input_probe::meter::count(GstClockTime at, std::int64_t size) {
    if (!begun || at < *begun || at - *begun > 5 * span) { // the first, a loop, a jump
        begun = at;
        bytes = frames = 0;
    } else if (at - *begun >= span) {
        const auto seconds = static_cast<double>(at - *begun) / GST_SECOND;
        bits_per_second = static_cast<double>(bytes) * 8 / seconds;
        frames_per_second = static_cast<double>(frames) / seconds;
        begun = at;
        bytes = frames = 0;
    }
    bytes += size;
    ++frames;
}

void input_probe::watch(GstElement* added) {
    const auto* factory = gst_element_get_factory(added);
    if (!factory) return;
    const std::string_view kind =
        gst_element_factory_get_metadata(const_cast<GstElementFactory*>(factory), GST_ELEMENT_METADATA_KLASS);
    if (kind.find("Parser") == std::string_view::npos) return;
    const bool video = kind.find("Video") != std::string_view::npos;
    if (!video && kind.find("Audio") == std::string_view::npos) return;
    const gst_handle<GstPad> out(gst_element_get_static_pad(added, "src"));
    if (out)
        gst_pad_add_probe(out.get(), GST_PAD_PROBE_TYPE_BUFFER, video ? on_picture : on_sound, this, nullptr);
}

void input_probe::reset() {
    std::lock_guard lock(mutex_);
    picture_ = sound_ = {};
    codec_.clear();
    width_ = height_ = 0;
    key_at_.reset();
    key_frame_interval_ms_.reset();
}

void input_probe::read_caps(GstPad* pad) {
    const gst_handle<GstCaps> caps(gst_pad_get_current_caps(pad));
    if (!caps) return;
    const auto* first = gst_caps_get_structure(caps.get(), 0);
    std::string_view name = gst_structure_get_name(first); // "video/x-h264", "video/mpeg"
    name.remove_prefix(name.find('/') + 1);
    if (name.starts_with("x-")) name.remove_prefix(2);
    codec_ = name;
    gst_structure_get_int(first, "width", &width_);
    gst_structure_get_int(first, "height", &height_);
}

GstPadProbeReturn input_probe::on_picture(GstPad* pad, GstPadProbeInfo* info, gpointer self) {
    auto* me = static_cast<input_probe*>(self);
    auto* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    const auto at = time_of(buffer);
    if (!GST_CLOCK_TIME_IS_VALID(at)) return GST_PAD_PROBE_OK;
    std::lock_guard lock(me->mutex_);
    me->picture_.count(at, static_cast<std::int64_t>(gst_buffer_get_size(buffer)));
    if (GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT)) return GST_PAD_PROBE_OK;
    me->read_caps(pad);
    if (me->key_at_ && at > *me->key_at_)
        me->key_frame_interval_ms_ = static_cast<std::int64_t>((at - *me->key_at_) / GST_MSECOND);
    me->key_at_ = at;
    return GST_PAD_PROBE_OK;
}

GstPadProbeReturn input_probe::on_sound(GstPad*, GstPadProbeInfo* info, gpointer self) {
    auto* me = static_cast<input_probe*>(self);
    auto* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    const auto at = time_of(buffer);
    if (!GST_CLOCK_TIME_IS_VALID(at)) return GST_PAD_PROBE_OK;
    std::lock_guard lock(me->mutex_);
    me->sound_.count(at, static_cast<std::int64_t>(gst_buffer_get_size(buffer)));
    return GST_PAD_PROBE_OK;
}

source_facts input_probe::facts() const {
    std::lock_guard lock(mutex_);
    source_facts known;
    known.width = width_;
    known.height = height_;
    known.fps = picture_.frames_per_second;
    if (picture_.bits_per_second || sound_.bits_per_second)
        known.bitrate =
            std::llround(picture_.bits_per_second.value_or(0) + sound_.bits_per_second.value_or(0));
    known.codec = codec_;
    known.key_frame_interval_ms = key_frame_interval_ms_;
    return known;
}

} // namespace jiangtang::media
