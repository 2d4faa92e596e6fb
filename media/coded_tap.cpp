#include "media/coded_tap.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace jiangtang::media {
namespace {

std::string_view text(const GstStructure* of, const char* field) {
    const auto* value = gst_structure_get_string(of, field);
    return value ? value : "";
}

template <std::size_t N>
bool one_of(std::string_view value, const std::array<std::string_view, N>& these) {
    return std::ranges::find(these, value) != these.end();
}

// What the parser found in the sequence parameter set: see passage.hpp.
bool is_plain(const GstStructure* of) {
    constexpr std::array<std::string_view, 4> profiles{"constrained-baseline", "main", "high",
                                                       "constrained-high"};
    constexpr std::array<std::string_view, 14> levels{"1",   "1b", "1.1", "1.2", "1.3", "2",   "2.1",
                                                      "2.2", "3",  "3.1", "3.2", "4",   "4.1", "4.2"};
    int par_n = 1, par_d = 1;
    guint luma = 8;
    gst_structure_get_fraction(of, "pixel-aspect-ratio", &par_n, &par_d);
    gst_structure_get_uint(of, "bit-depth-luma", &luma);
    const auto chroma = text(of, "chroma-format"), fields = text(of, "interlace-mode");
    return one_of(text(of, "profile"), profiles) && one_of(text(of, "level"), levels) &&
           (chroma.empty() || chroma == "4:2:0") && luma == 8 &&
           (fields.empty() || fields == "progressive") && par_n == par_d;
}

} // namespace

void coded_tap::watch(GstElement* added) {
    const auto* factory = gst_element_get_factory(added);
    if (!factory || std::string_view(gst_plugin_feature_get_name(GST_PLUGIN_FEATURE(factory))) != "h264parse")
        return;
    const gst_handle<GstPad> out(gst_element_get_static_pad(added, "src"));
    gst_pad_add_probe(out.get(), GST_PAD_PROBE_TYPE_BUFFER, on_picture, this, nullptr);
}

void coded_tap::reset() {
    passage_.reset();
    std::lock_guard lock(mutex_);
    caps_.reset();
    shape_ = {};
    parameters_ = {};
}

// Under the lock.
void coded_tap::read_caps(GstPad* pad) {
    gst_handle<GstCaps> now(gst_pad_get_current_caps(pad));
    if (now.get() == caps_.get()) return;
    caps_ = std::move(now);
    shape_ = {};
    length_size_ = 0;
    told_ = false;
    if (!caps_) return;
    const auto* first = gst_caps_get_structure(caps_.get(), 0);
    gst_structure_get_int(first, "width", &shape_.width);
    gst_structure_get_int(first, "height", &shape_.height);
    shape_.plain = is_plain(first);
    const auto format = text(first, "stream-format");
    if (format == "byte-stream") return;
    // avc3 carries its parameters among the pictures, as a byte stream does, but behind lengths.
    const auto* value = gst_structure_get_value(first, "codec_data");
    GstMapInfo map;
    auto* data = value ? gst_value_get_buffer(value) : nullptr;
    std::optional<avc_record> record;
    if (data && gst_buffer_map(data, &map, GST_MAP_READ)) {
        record = read_record({reinterpret_cast<const char*>(map.data), map.size});
        gst_buffer_unmap(data, &map);
    }
    shape_.plain = shape_.plain && format == "avc" && record;
    length_size_ = record ? record->length_size : 4;
    if (record) parameters_ = std::move(record->parameters);
}

GstPadProbeReturn coded_tap::on_picture(GstPad* pad, GstPadProbeInfo* info, gpointer self) {
    auto* me = static_cast<coded_tap*>(self);
    auto* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    GstMapInfo map;
    if (!GST_BUFFER_PTS_IS_VALID(buffer) || !gst_buffer_map(buffer, &map, GST_MAP_READ))
        return GST_PAD_PROBE_OK;
    const std::string_view bytes(reinterpret_cast<const char*>(map.data), map.size);
    std::lock_guard lock(me->mutex_);
    me->read_caps(pad);
    auto picture = read_picture(me->length_size_ == 0 ? split_byte_stream(bytes)
                                                      : split_sample(bytes, me->length_size_));
    gst_buffer_unmap(buffer, &map);
    if (me->length_size_ > 0 && !std::exchange(me->told_, true) && !picture.parameters)
        picture.parameters = me->parameters_;
    const bool damaged = GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_CORRUPTED) ||
                         GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DISCONT);
    me->passage_.came(static_cast<std::int64_t>(GST_BUFFER_PTS(buffer)), std::move(picture), me->shape_,
                      damaged);
    return GST_PAD_PROBE_OK;
}

std::vector<passage::timed> coded_tap::decoded(GstBuffer* picture) {
    if (!GST_BUFFER_PTS_IS_VALID(picture)) return {};
    return passage_.decoded(static_cast<std::int64_t>(GST_BUFFER_PTS(picture)));
}

} // namespace jiangtang::media
