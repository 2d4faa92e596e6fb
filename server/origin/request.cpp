#include "origin/request.hpp"

#include <algorithm>
#include <charconv>

namespace jiangtang::origin {
namespace {

// A plain decimal below 2^62 without sign or leading zeros.
std::optional<std::int64_t> plain_number(std::string_view text) {
    if (text.empty() || (text.size() > 1 && text.front() == '0') || text.front() == '-') return std::nullopt;
    std::int64_t value = 0;
    const auto end = text.data() + text.size();
    const auto [stop, ec] = std::from_chars(text.data(), end, value);
    if (ec != std::errc{} || stop != end || value > (std::int64_t{1} << 62)) return std::nullopt;
    return value;
}

void read_number(std::string_view value, std::optional<std::int64_t>& into, query& q) {
    const auto n = plain_number(value);
    if (!n || into) q.malformed = true;
    into = n;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
    if (!text.ends_with(suffix)) return false;
    text.remove_suffix(suffix.size());
    return true;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

resource parse_playlist_name(std::string_view name) {
    if (!take_suffix(name, ".m3u8")) return {};
    resource r;
    for (const auto form : {playlist_form::plain, playlist_form::event})
        if (take_suffix(name, suffix_of(form))) r.form = form;
    r.what = name == "index" ? resource::kind::multivariant : resource::kind::playlist;
    if (r.what == resource::kind::multivariant) return r;
    if (!valid_track_name(name)) return {};
    r.track = name;
    return r;
}

// What stands behind "{track}/".
resource parse_media_name(std::string_view track, std::string_view name) {
    resource r;
    r.track = track;
    if (take_prefix(name, "init-") && take_suffix(name, ".mp4")) {
        const auto n = plain_number(name);
        if (!n) return {};
        r.what = resource::kind::init;
        r.msn = *n;
        return r;
    }
    if (!take_suffix(name, ".m4s")) return {};
    const auto dot = name.find('.');
    const auto msn = plain_number(name.substr(0, dot));
    if (!msn) return {};
    r.what = resource::kind::segment;
    r.msn = *msn;
    if (dot == std::string_view::npos) return r;
    const auto index = plain_number(name.substr(dot + 1));
    if (!index) return {};
    r.what = resource::kind::part;
    r.index = *index;
    return r;
}

} // namespace

bool valid_track_name(std::string_view name) {
    const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !name.empty() && name.size() <= 16 && name != "index" &&
           std::all_of(name.begin(), name.end(), good);
}

query parse_query(std::string_view raw) {
    query q;
    bool skip_seen = false;
    while (!raw.empty()) {
        const auto amp = raw.find('&');
        const auto pair = raw.substr(0, amp);
        raw = amp == std::string_view::npos ? std::string_view{} : raw.substr(amp + 1);
        const auto equals = pair.find('=');
        const auto name = pair.substr(0, equals);
        const auto value = equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
        if (name == "_HLS_msn") {
            read_number(value, q.msn, q);
        } else if (name == "_HLS_part") {
            read_number(value, q.part, q);
        } else if (name == "_HLS_skip") {
            q.skip = value == "YES" || value == "v2";
            if (!q.skip || skip_seen) q.malformed = true;
            skip_seen = true;
        }
    }
    return q;
}

std::string_view suffix_of(playlist_form form) {
    if (form == playlist_form::plain) return ".plain";
    return form == playlist_form::event ? ".event" : "";
}

resource parse_path(std::string_view path) {
    const auto slash = path.find('/');
    if (slash == std::string_view::npos) return parse_playlist_name(path);
    const auto track = path.substr(0, slash);
    if (!valid_track_name(track)) return {};
    return parse_media_name(track, path.substr(slash + 1));
}

} // namespace jiangtang::origin
