#include "media/signal_text.hpp"

#include <spdlog/fmt/fmt.h>

#include <array>

namespace jiangtang::media {
namespace {

constexpr std::array<std::pair<source_kind, std::string_view>, 6> kinds{{{source_kind::lecture, "lecture"},
                                                                         {source_kind::srt, "srt"},
                                                                         {source_kind::rtmp, "rtmp"},
                                                                         {source_kind::rtsp, "rtsp"},
                                                                         {source_kind::http, "http"},
                                                                         {source_kind::file, "file"}}};

std::string_view name_of(source_kind kind) {
    for (const auto& [one, name] : kinds)
        if (one == kind) return name;
    return "";
}

// Names of codecs and tracks, and sentences; what could end a JSON string is left out.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text)
        if (c >= ' ' && c <= '~' && c != '"' && c != '\\') out += c;
    return out + '"';
}

template <class T>
std::string field(std::string_view name, const std::optional<T>& value) {
    return value ? fmt::format(",\"{}\":{}", name, *value) : "";
}

std::string source_text(source_kind kind, const watched::view& seen, const source_facts& known) {
    auto out = fmt::format(R"({{"state":"{}","kind":"{}","since":{})", seen.on ? "on" : "away", name_of(kind),
                           seen.since);
    if (known.width > 0 && known.height > 0)
        out += fmt::format(R"(,"width":{},"height":{})", known.width, known.height);
    if (!known.codec.empty()) out += ",\"codec\":" + quoted(known.codec);
    if (!known.problem.empty() && !seen.on) out += ",\"problem\":" + quoted(known.problem.substr(0, 200));
    return out + field("fps", known.fps) + field("bitrate", known.bitrate) +
           field("key_frame_interval_ms", known.key_frame_interval_ms) +
           field("last_frame_at", seen.last_frame_at) + field("drift_ms", known.drift_ms) + "}";
}

std::string rendition_text(const rendition_report& r) {
    return fmt::format(R"({{"track":{},"width":{},"height":{},"bitrate":{},"fps":{},"dropped":{},)"
                       R"("passed_through":{},"off":{}}})",
                       quoted(r.track), r.width, r.height, std::int64_t{r.bitrate} * 1000, r.fps, r.dropped,
                       r.passed_through, r.off);
}

} // namespace

std::string signal_text(source_kind kind, const watched::view& seen, const source_facts& known,
                        const std::vector<rendition_report>& renditions) {
    auto out = R"({"source":)" + source_text(kind, seen, known) +
               fmt::format(R"(,"picture":{{"black_ms":{},"frozen_ms":{}}})", seen.black_ms, seen.frozen_ms) +
               fmt::format(R"(,"sound":{{"silent_ms":{},"peak_db":{:.1f},"clipped_ms":{}}},"renditions":[)",
                           seen.silent_ms, seen.peak_db, seen.clipped_ms);
    for (const auto& r : renditions) {
        if (&r != &renditions.front()) out += ',';
        out += rendition_text(r);
    }
    return out + "]}";
}

} // namespace jiangtang::media
