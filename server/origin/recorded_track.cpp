#include "origin/recorded_track.hpp"

#include "origin/fragment.hpp"

#include <algorithm>
#include <utility>

namespace jiangtang::origin {
namespace {

constexpr std::int64_t most_gaps = 50'000; // a day of segments: more is no gap but a broken journal

} // namespace

std::int64_t recorded_track::mean() const {
    const auto length_us = std::max<std::int64_t>(recorded_us_, 1);
    return static_cast<std::int64_t>(static_cast<double>(media_bytes_) * 8e6 /
                                     static_cast<double>(length_us));
}

std::error_code recorded_track::add_init(std::string_view bytes) {
    auto init = read_head(bytes);
    if (!init) return init.error();
    codec_ = std::move(init->codec);
    next_init_ = byte_range{bytes_, bytes.size()};
    bytes_ += bytes.size();
    return {};
}

bool recorded_track::continues(std::int64_t msn, std::int64_t index) const {
    if (segments_.empty()) return index == 0 && next_init_;
    const auto& last = segments_.back();
    if (msn > last.msn) return index == 0 && msn - last.msn <= most_gaps;
    return msn == last.msn && !last.complete && index == static_cast<std::int64_t>(last.parts.size());
}

void recorded_track::push(segment s) {
    s.init_msn = inits_.rbegin()->first;
    segments_.push_back(std::move(s));
    offsets_.push_back(bytes_);
}

void recorded_track::add_gap(std::int64_t run, std::int64_t start_us, std::int64_t duration_us) {
    segment gap;
    gap.msn = segments_.back().msn + 1;
    gap.run = run;
    gap.start_us = start_us;
    gap.duration_us = duration_us;
    gap.complete = gap.gap = true;
    duration_us_ += duration_us;
    push(std::move(gap));
}

// Without a track beside, how long what is missing lasted is known within a run only; over an outage a gap is as long as a
// part then.
void recorded_track::fill_gaps(const journal_part& next, const recorded_track* beside) {
    if (beside) return leave_out(next.msn, *beside);
    const auto& last = segments_.back();
    const auto missing = next.msn - last.msn - 1;
    const auto run = last.run;
    auto start = last.start_us + last.duration_us;
    const auto away = (next.start_us - start) / std::max<std::int64_t>(missing, 1);
    const auto each =
        run == next.run && away > next.duration_us ? std::min(away, longest_us_) : next.duration_us;
    for (auto i = missing; i > 0; --i, start += each) add_gap(run, start, each);
}

void recorded_track::leave_out(std::int64_t to_msn, const recorded_track& beside) {
    close();
    while (segments_.back().msn + 1 < to_msn) {
        const auto* there = beside.find(segments_.back().msn + 1);
        if (!there) return;
        add_gap(there->run, there->start_us, there->duration_us);
    }
}

void recorded_track::add_part(const journal_part& part, const recorded_track* beside) {
    if (segments_.empty() || part.msn > segments_.back().msn) {
        close();
        if (!segments_.empty()) fill_gaps(part, beside);
        if (next_init_) inits_[part.msn] = *std::exchange(next_init_, std::nullopt);
        segment s;
        s.msn = part.msn;
        s.run = part.run;
        s.start_us = part.start_us;
        push(std::move(s));
    }
    segment& s = segments_.back();
    s.parts.push_back({part.duration_us, s.bytes, static_cast<std::size_t>(part.bytes), part.samples,
                       part.independent, nullptr});
    s.bytes += part.bytes;
    s.duration_us += part.duration_us;
    bytes_ += part.bytes;
    media_bytes_ += part.bytes;
    duration_us_ += part.duration_us;
    recorded_us_ += part.duration_us;
}

void recorded_track::close() {
    if (segments_.empty() || segments_.back().complete) return;
    segment& s = segments_.back();
    s.complete = true;
    longest_us_ = std::max(longest_us_, s.duration_us);
    peak_ = std::max(peak_, static_cast<std::int64_t>(s.bytes) * 8'000'000 / s.duration_us);
}

const segment* recorded_track::find(std::int64_t msn) const {
    if (segments_.empty() || msn < segments_.front().msn || msn > segments_.back().msn) return nullptr;
    return &segments_[static_cast<std::size_t>(msn - segments_.front().msn)];
}

byte_range recorded_track::range_of(const segment& s) const {
    return {offsets_[static_cast<std::size_t>(s.msn - segments_.front().msn)], s.bytes};
}

std::optional<byte_range> recorded_track::init_range(std::int64_t msn) const {
    const auto found = inits_.find(msn);
    return found == inits_.end() ? std::nullopt : std::optional(found->second);
}

std::int64_t recorded_track::position_us(std::int64_t utc_us) const {
    std::int64_t before = 0;
    for (const auto& s : segments_) {
        if (utc_us < s.start_us) return before;
        if (utc_us < s.start_us + s.duration_us) return before + utc_us - s.start_us;
        before += s.duration_us;
    }
    return before;
}

} // namespace jiangtang::origin
