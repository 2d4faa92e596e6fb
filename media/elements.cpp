#include "media/elements.hpp"

#include <gst/gst.h>

namespace jiangtang::media {
namespace {

constexpr const char* base = "gstreamer1.0-plugins-base";
constexpr const char* good = "gstreamer1.0-plugins-good";
constexpr const char* bad = "gstreamer1.0-plugins-bad";
constexpr const char* ugly = "gstreamer1.0-plugins-ugly";
constexpr const char* libav = "gstreamer1.0-libav";

} // namespace

std::vector<element_need> elements_for(source_kind kind) {
    std::vector<element_need> needs{
        {"appsrc", base}, {"appsink", base}, {"x264enc", ugly}, {"avenc_aac", libav}, {"audioconvert", base}};
    if (kind == source_kind::lecture) return needs;
    const std::vector<element_need> decoding{
        {"decodebin", base},  {"uridecodebin", base},  {"videoconvert", base}, {"videoscale", base},
        {"videorate", base},  {"audioresample", base}, {"deinterlace", good},  {"avdec_h264", libav},
        {"avdec_aac", libav}, {"h264parse", bad},      {"aacparse", good}};
    needs.insert(needs.end(), decoding.begin(), decoding.end());
    if (kind == source_kind::srt) {
        needs.push_back({"srtsrc", bad});
        needs.push_back({"tsdemux", bad});
    } else if (kind == source_kind::rtmp) {
        needs.push_back({"rtmp2src", bad});
        needs.push_back({"flvdemux", good});
    } else if (kind == source_kind::rtsp) {
        needs.push_back({"rtspsrc", good});
    } else if (kind == source_kind::http) {
        needs.push_back({"souphttpsrc", good});
    } else {
        needs.push_back({"qtdemux", good});
    }
    return needs;
}

std::string missing_element(const std::vector<element_need>& needs,
                            const std::function<bool(const char*)>& has) {
    for (const auto& need : needs)
        if (!has(need.element))
            return std::string("The GStreamer element ") + need.element +
                   " is missing: install the Debian package " + need.package + ".";
    return {};
}

bool registry_has(const char* element) {
    auto* factory = gst_element_factory_find(element);
    if (!factory) return false;
    gst_object_unref(factory);
    return true;
}

} // namespace jiangtang::media
