#include "origin/lecture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace lecture {

using namespace jiangtang::origin;

std::string hall::text(std::string_view path, std::string_view query) {
    const auto a = live.get(path, parse_query(query));
    return a.what == status::ok ? *a.body : std::string();
}

status hall::ask(std::string_view path, std::string_view query) {
    return live.get(path, parse_query(query)).what;
}

encoder::encoder(hall& h, std::string_view track, bool video, std::int64_t epoch_ms)
    : hall_(h), video_(video), arrival_base_ms_(h.now_ms),
      base_ticks_(static_cast<std::uint64_t>(epoch_ms) * (video ? 90 : 48)) {
    auto opened = h.live.publish(track);
    REQUIRE(opened.has_value());
    in = std::move(*opened);
    fragment_writer::init_options o;
    o.video = video;
    o.timescale = video ? 90000 : 48000;
    REQUIRE_FALSE(in->push(fragment_writer::init(o)));
}

std::error_code encoder::part(bool key) {
    const auto n = next_++;
    hall_.now_ms = std::max(hall_.now_ms, arrival_base_ms_ + (n + 1) * 1000 / 3);
    return in->push(video_ ? fragment_writer::picture_part(base_ticks_, n, key)
                           : fragment_writer::sound_part(base_ticks_, n));
}

std::error_code encoder::part() { return part(next_ % 6 == 0); }

void encoder::parts(int n) {
    for (int i = 0; i < n; ++i) REQUIRE_FALSE(part());
}

int count(const std::string& text, std::string_view what) {
    int n = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++n;
    return n;
}

std::string value(const std::string& text, std::string_view tag) {
    const auto line = "\n" + std::string(tag);
    const auto at = text.find(line);
    if (at == std::string::npos) return {};
    const auto from = at + line.size();
    return text.substr(from, text.find('\n', from) - from);
}

} // namespace lecture
