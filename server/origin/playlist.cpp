#include "origin/playlist.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace jiangtang::origin {
namespace {

// Seconds with five decimals out of units of 10 microseconds.
std::string five(std::int64_t tens) {
    char text[40];
    std::snprintf(text, sizeof text, "%lld.%05lld", static_cast<long long>(tens / 100000),
                  static_cast<long long>(tens % 100000));
    return text;
}

std::string rounded(std::int64_t us) { return five((us + 5) / 10); }

// PART-TARGET must not be below a part as written, so it is rounded up.
std::int64_t tens_up(std::int64_t us) { return (us + 9) / 10; }

std::string number(std::int64_t n) { return std::to_string(n); }

std::string segment_uri(std::string_view track, std::int64_t msn) {
    return std::string(track) + '/' + number(msn) + ".m4s";
}

std::string part_uri(std::string_view track, std::int64_t msn, std::int64_t index) {
    return std::string(track) + '/' + number(msn) + '.' + number(index) + ".m4s";
}

// How many of the listed segments lie wholly before the skip boundary (4.4.5.2).
std::size_t skippable(const media_view& v) {
    const auto& all = *v.segments;
    const auto boundary_us = v.target_s * 6 * 1'000'000;
    std::int64_t behind = 0;
    std::size_t i = all.size();
    while (i > v.first_listed) {
        if (behind >= boundary_us) return i - v.first_listed;
        behind += all[--i].duration_us;
    }
    return 0;
}

// From which segment on parts are listed: the unfinished one and the two before it. Older ones SHOULD go (4.4.4.9), and
// strict players count segments, not seconds; their bytes stay a while for who has an older playlist.
std::size_t first_with_parts(const media_view& v) {
    const auto& all = *v.segments;
    if (v.form != playlist_form::low_latency) return all.size();
    std::size_t i = all.size(), whole = 0;
    for (; i > v.first_listed; --i)
        if (all[i - 1].complete && ++whole > 2) break;
    return i;
}

bool all_independent(const media_view& v) {
    return std::all_of(v.segments->begin() + static_cast<std::ptrdiff_t>(v.first_listed), v.segments->end(),
                       [](const segment& s) { return s.gap || s.parts.front().independent; });
}

// Delta updates need version 9, EXT-X-GAP 8, EXT-X-MAP 6 (section 8). Old players refuse what they do not know.
int version_of(const media_view& v) {
    if (v.form == playlist_form::low_latency || v.form == playlist_form::event) return 9;
    return std::any_of(v.segments->begin(), v.segments->end(), [](const segment& s) { return s.gap; }) ? 8
                                                                                                       : 6;
}

// PART-TARGET is not below any part in the list (4.4.3.7).
std::int64_t part_target_us(const media_view& v) {
    auto longest = v.usual_part_us;
    for (auto i = first_with_parts(v); i < v.segments->size(); ++i)
        for (const auto& part : (*v.segments)[i].parts) longest = std::max(longest, part.duration_us);
    return longest;
}

std::string server_control(const media_view& v) {
    const auto skip_until = "CAN-SKIP-UNTIL=" + number(6 * v.target_s) + ".0\n";
    if (v.form == playlist_form::event && !v.ended)
        return "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES," + skip_until;
    if (v.form != playlist_form::low_latency) return {};
    const auto part_target = tens_up(part_target_us(v));
    return "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=" + five(3 * part_target) + ',' +
           skip_until + "#EXT-X-PART-INF:PART-TARGET=" + five(part_target) + '\n';
}

std::string render_head(const media_view& v) {
    const auto& first = (*v.segments)[v.first_listed];
    std::string out = "#EXTM3U\n#EXT-X-VERSION:" + number(version_of(v)) + '\n';
    out += "#EXT-X-TARGETDURATION:" + number(v.target_s) + '\n';
    if (v.form == playlist_form::event) out += "#EXT-X-PLAYLIST-TYPE:EVENT\n";
    if (v.form == playlist_form::vod) out += "#EXT-X-PLAYLIST-TYPE:VOD\n";
    out += server_control(v);
    out += "#EXT-X-MEDIA-SEQUENCE:" + number(first.msn) + '\n';
    // The tag in front of the first listed segment is left out and counted here (4.4.3.3).
    if (first.run > 0) out += "#EXT-X-DISCONTINUITY-SEQUENCE:" + number(first.run) + '\n';
    if (all_independent(v)) out += "#EXT-X-INDEPENDENT-SEGMENTS\n";
    return out;
}

void render_parts(const media_view& v, const segment& s, std::string& out) {
    std::int64_t index = 0;
    for (const auto& p : s.parts) {
        if (p.bytes) {
            out += "#EXT-X-PART:DURATION=" + rounded(p.duration_us) + ",URI=\"" +
                   part_uri(v.track, s.msn, index) + '"';
            if (p.independent) out += ",INDEPENDENT=YES";
            out += '\n';
        }
        ++index;
    }
}

// `before`: the listed segment in front of this one, skipped or not; null for the first.
void render_segment(const media_view& v, const segment& s, const segment* before, bool parts,
                    std::string& out) {
    if (!s.complete && !parts) return;
    if (before && s.run != before->run) out += "#EXT-X-DISCONTINUITY\n";
    // Repeated after each discontinuity for players that forget it there.
    if (!before || s.init_msn != before->init_msn || s.run != before->run) {
        out += "#EXT-X-MAP:URI=\"" + std::string(v.track) + "/init-" + number(s.init_msn) + ".mp4\"\n";
    }
    out += "#EXT-X-PROGRAM-DATE-TIME:" + date_time(s.start_us) + '\n';
    if (s.gap) out += "#EXT-X-GAP\n";
    if (parts) render_parts(v, s, out);
    if (s.complete) out += "#EXTINF:" + rounded(s.duration_us) + ",\n" + segment_uri(v.track, s.msn) + '\n';
}

void render_tail(const media_view& v, std::string& out) {
    if (v.ended) {
        out += "#EXT-X-ENDLIST\n";
        return;
    }
    if (v.form != playlist_form::low_latency) return;
    if (v.hint) {
        out +=
            "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"" + part_uri(v.track, v.hint->msn, v.hint->index) + "\"\n";
    }
    for (const auto& r : v.reports) {
        out += "#EXT-X-RENDITION-REPORT:URI=\"" + std::string(r.track) +
               ".m3u8\",LAST-MSN=" + number(r.last_msn);
        if (r.last_part) out += ",LAST-PART=" + number(*r.last_part);
        out += '\n';
    }
}

std::string stream_inf(std::int64_t peak, std::int64_t mean, const std::string& codecs) {
    return "#EXT-X-STREAM-INF:BANDWIDTH=" + number(std::max<std::int64_t>(peak, 1)) +
           ",AVERAGE-BANDWIDTH=" + number(std::max<std::int64_t>(mean, 1)) + ",CODECS=\"" + codecs + '"';
}

std::string picture_attributes(const rendition& r) {
    char rate[48] = "";
    if (r.frame_rate > 0) std::snprintf(rate, sizeof rate, ",FRAME-RATE=%.3f", r.frame_rate);
    return ",RESOLUTION=" + number(r.codec->width) + 'x' + number(r.codec->height) + rate;
}

} // namespace

std::string date_time(std::int64_t utc_us) {
    using namespace std::chrono;
    const sys_time<milliseconds> at{floor<milliseconds>(microseconds(utc_us))};
    const auto day = floor<days>(at);
    const year_month_day date(day);
    const hh_mm_ss time(at - day);
    char text[96];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return text;
}

rendition_report report_of(std::string_view track, const std::deque<segment>& segments) {
    const auto& last = segments.back();
    rendition_report r{track, last.msn, std::nullopt};
    if (!last.parts.empty()) r.last_part = static_cast<std::int64_t>(last.parts.size()) - 1;
    return r;
}

std::string render_media(const media_view& v, bool skip) {
    const auto& all = *v.segments;
    const std::size_t skipped = skip && !v.ended ? skippable(v) : 0;
    std::string out = render_head(v);
    if (skipped > 0)
        out += "#EXT-X-SKIP:SKIPPED-SEGMENTS=" + number(static_cast<std::int64_t>(skipped)) + '\n';
    const auto with_parts = first_with_parts(v);
    for (std::size_t i = v.first_listed + skipped; i < all.size(); ++i) {
        render_segment(v, all[i], i > v.first_listed ? &all[i - 1] : nullptr, i >= with_parts, out);
    }
    render_tail(v, out);
    return out;
}

std::int64_t target_duration_s(std::int64_t longest_us) {
    return std::max<std::int64_t>(1, (longest_us + 500'000) / 1'000'000);
}

std::string render_multivariant(const std::vector<rendition>& tracks, playlist_form form) {
    const auto playlist = std::string(suffix_of(form)) + ".m3u8";
    std::vector<rendition> pictures, sounds;
    for (const auto& t : tracks) (t.codec->video ? pictures : sounds).push_back(t);
    std::stable_sort(pictures.begin(), pictures.end(),
                     [](const rendition& a, const rendition& b) { return a.peak > b.peak; });
    std::string out = "#EXTM3U\n#EXT-X-VERSION:9\n";
    std::int64_t peak = 0, mean = 0;
    std::string codecs;
    for (const auto& s : sounds) {
        out += "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"" + std::string(s.track) +
               "\",DEFAULT=" + (codecs.empty() ? "YES" : "NO") + ",AUTOSELECT=YES";
        if (s.codec->channels > 0) out += ",CHANNELS=\"" + number(s.codec->channels) + '"';
        out += ",URI=\"" + std::string(s.track) + playlist + "\"\n";
        // The costliest sound counts, for the player may choose any of the group (4.4.6.2).
        peak = std::max(peak, s.peak);
        mean = std::max(mean, s.mean);
        if (codecs.find(s.codec->name) == std::string::npos)
            codecs += (codecs.empty() ? "" : ",") + s.codec->name;
    }
    const std::string group = sounds.empty() ? "" : ",AUDIO=\"sound\"";
    for (const auto& p : pictures) {
        const auto both = codecs.empty() ? p.codec->name : p.codec->name + ',' + codecs;
        out += stream_inf(p.peak + peak, p.mean + mean, both) + picture_attributes(p) + group + '\n' +
               std::string(p.track) + playlist + '\n';
    }
    if (!sounds.empty()) {
        out += stream_inf(peak, mean, codecs) + group + '\n' + std::string(sounds.front().track) + playlist +
               '\n';
    }
    return out;
}

} // namespace jiangtang::origin
