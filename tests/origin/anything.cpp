#include "origin/anything.hpp"

#include "origin/box.hpp"
#include "origin/flat_mp4.hpp"
#include "origin/fragment_writer.hpp"
#include "origin/stream.hpp"

#include <algorithm>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>

namespace lecture {

using namespace jiangtang::origin;

namespace {

void must(bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
}

// Sound on a track of its own that has done nothing wrong.
class good_publisher {
public:
    good_publisher(stream& live, std::int64_t& now_ms) : now_ms_(now_ms), in_(*live.publish("good")) {
        must(!in_->push(fragment_writer::init({.video = false, .timescale = 48000})),
             "a good head was refused");
    }
    void part() {
        now_ms_ += 333;
        const auto base = static_cast<std::uint64_t>(begin_ms) * 48;
        must(!in_->push(fragment_writer::sound_part(base, next_++)), "a good part was refused");
    }
    static constexpr std::int64_t begin_ms = 1'600'754'400'000;

private:
    std::int64_t& now_ms_;
    std::unique_ptr<ingest> in_;
    std::int64_t next_ = 0;
};

void look_at(stream& live, const settings& limits) {
    live.get("index.m3u8", {});
    const auto health = live.health();
    for (const auto& t : health.tracks) {
        // At most three segments stay beyond the limit, each of them twice.
        must(t.bytes_kept <= 7 * limits.max_track_bytes, "a track is larger than its bound");
        live.get(t.name + ".m3u8", {});
        if (t.name == "good") must(t.connected && t.last_error.empty(), "the good publisher was disturbed");
    }
}

} // namespace

std::error_code publish_anything(std::string_view body, std::uint32_t seed) {
    settings limits;
    limits.max_box = 1 << 20;
    limits.max_track_bytes = 1 << 20;
    auto now_ms = good_publisher::begin_ms;
    stream live(limits, [&now_ms] { return now_ms; });
    good_publisher good(live, now_ms);
    for (int i = 0; i < 3; ++i) good.part();
    auto in = *live.publish("video");
    std::minstd_rand random(seed);
    const std::size_t longest = 1 + random() % (body.size() + 1);
    std::error_code ec;
    while (!body.empty() && !ec) {
        const auto n = std::min<std::size_t>(body.size(), 1 + random() % longest);
        ec = in->push(body.substr(0, n));
        body.remove_prefix(n);
    }
    must(!ec || ec.category() == origin_category(), "an error that is not the origin's");
    if (ec) {
        must(in->push("more") == errc::ingest_closed, "bytes were taken after an error");
        must(!in->why().zh.empty() && !in->why().en.empty(), "an error without a sentence");
    }
    good.part();
    look_at(live, limits);
    in.reset();
    good.part();
    live.give_up(now_ms);
    look_at(live, limits);
    live.end();
    return ec;
}

void lay_out_anything(std::string_view body) {
    flat_track track;
    std::string_view rest = body, ftyp, moof;
    std::int64_t at_us = 0;
    while (true) {
        const auto before = rest;
        const auto b = take_box(rest);
        if (!b) break;
        const auto whole = before.substr(0, before.size() - rest.size());
        if (b->type == fourcc("ftyp")) ftyp = whole;
        if (b->type == fourcc("moov")) track.inits.push_back(std::string(ftyp) + std::string(whole));
        if (b->type == fourcc("moof")) moof = whole;
        if (b->type != fourcc("mdat") || moof.empty()) continue;
        const auto at = static_cast<std::uint64_t>(moof.data() - body.data());
        const auto init = static_cast<std::uint32_t>(track.inits.empty() ? 0 : track.inits.size() - 1);
        track.pieces.push_back({{0, at, moof.size() + whole.size()}, at_us, at_us + 333'333, init, init});
        at_us += 333'333;
    }
    const auto mp4 = flat_mp4::make({track}, [body](std::uint32_t, std::uint64_t offset, std::size_t n) {
        return offset < body.size() ? std::string(body.substr(offset, n)) : std::string();
    });
    if (!mp4) return;
    std::uint64_t size = 0;
    for (const auto& s : mp4->slices(0, mp4->size())) {
        must(s.media.offset + s.media.size <= body.size(), "a slice outside its file");
        size += s.head.size() + s.media.size;
    }
    must(size == mp4->size(), "slices that are not the whole");
}

} // namespace lecture
