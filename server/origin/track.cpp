#include "origin/track.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace jiangtang::origin {
namespace {

std::int64_t us(std::chrono::milliseconds d) { return std::chrono::microseconds(d).count(); }

constexpr std::int64_t rounding_us = 1000;      // of what counts as three target durations
constexpr std::int64_t figures_us = 10'000'000; // health() looks back this far
constexpr std::size_t lengths_kept = 8;         // of the last parts

} // namespace

void track::set_init(shared_bytes bytes, codec_info codec) {
    next_init_ = std::move(bytes);
    codec_ = std::move(codec);
}

const segment* track::open() const {
    return segments_.empty() || segments_.back().complete ? nullptr : &segments_.back();
}

const segment* track::find(std::int64_t msn) const {
    if (segments_.empty() || msn < segments_.front().msn || msn > segments_.back().msn) return nullptr;
    return &segments_[static_cast<std::size_t>(msn - segments_.front().msn)];
}

shared_bytes track::init(std::int64_t msn) const {
    const auto found = inits_.find(msn);
    return found == inits_.end() ? nullptr : found->second;
}

shared_bytes track::part_bytes(std::int64_t msn, std::int64_t index) const {
    const segment* s = find(msn);
    if (!s || index < 0 || index >= static_cast<std::int64_t>(s->parts.size())) return nullptr;
    const auto& p = s->parts[static_cast<std::size_t>(index)];
    if (p.bytes) return p.bytes;
    return std::make_shared<const std::string>(*s->whole, p.offset, p.size);
}

std::int64_t track::next_possible_msn() const {
    if (segments_.empty()) return 0;
    return segments_.back().msn + (segments_.back().complete ? 1 : 0);
}

void track::start_segment(const boundary& b, std::int64_t start_us) {
    if (next_init_) inits_[b.msn] = std::exchange(next_init_, nullptr);
    segment s;
    s.msn = b.msn;
    s.run = b.run;
    s.init_msn = inits_.rbegin()->first;
    s.start_us = start_us;
    segments_.push_back(std::move(s));
}

void track::fill_gaps(std::int64_t to_msn, const plan& p) {
    for (auto msn = segments_.back().msn + 1; msn < to_msn; ++msn) {
        const boundary* b = p.find(msn);
        if (!b) {
            // Away for longer than the plan remembers: what there was is far out of the window.
            while (!segments_.empty()) drop_front();
            continue;
        }
        segment gap;
        gap.msn = msn;
        gap.run = b->run;
        gap.init_msn = inits_.rbegin()->first;
        gap.start_us = b->start_us;
        const boundary* next = p.find(msn + 1);
        // Sound may reach beyond the next one's beginning; at the end of a run there is none.
        const auto length = next && next->run == b->run
                                ? next->start_us - b->start_us
                                : std::max(b->end_us - b->start_us, us(settings_.part));
        gap.duration_us = std::clamp(length, rounding_us, us(settings_.max_segment));
        gap.complete = gap.gap = true;
        segments_.push_back(std::move(gap));
    }
}

void track::append(const boundary& b, const plan& p, media_part part, std::int64_t now_ms) {
    if (segments_.empty()) {
        start_segment(b, part.start_us);
    } else if (b.msn > segments_.back().msn) {
        if (b.run != segments_.back().run) last_parts_us_.clear(); // another encoder, perhaps
        close();
        fill_gaps(b.msn, p);
        start_segment(b, part.start_us);
    }
    segment& s = segments_.back();
    const auto size = part.bytes->size();
    const auto duration = part.end_us - part.start_us;
    s.parts.push_back({duration, s.bytes, size, part.samples, part.independent, std::move(part.bytes)});
    s.bytes += size;
    s.duration_us += duration;
    kept_ += size;
    end_us_ = part.end_us;
    last_part_at_ms_ = now_ms;
    learn_length(duration);
    ++parts_total_;
    bytes_total_ += size;
    if (part.independent) {
        if (last_key_us_ != 0) key_interval_us_ = part.start_us - last_key_us_;
        last_key_us_ = part.start_us;
    }
}

std::int64_t track::usual_part_us() const { return usual_part_us_ > 0 ? usual_part_us_ : us(settings_.part); }

void track::learn_length(std::int64_t part_us) {
    last_parts_us_.push_back(part_us);
    if (last_parts_us_.size() > lengths_kept) last_parts_us_.pop_front();
    auto lengths = last_parts_us_;
    std::ranges::sort(lengths, std::greater<>{});
    usual_part_us_ = lengths[(lengths.size() - 1) / 2];
}

void track::close() {
    if (!open()) return;
    segment& s = segments_.back();
    std::string whole;
    whole.reserve(s.bytes);
    for (const auto& p : s.parts) whole += *p.bytes;
    s.whole = std::make_shared<const std::string>(std::move(whole));
    s.complete = true;
    kept_twice_ += s.bytes;
    ready_ = true;
    longest_segment_us_ = std::max(longest_segment_us_, s.duration_us);
}

void track::leave_out(std::int64_t to_msn, const plan& p) {
    close();
    if (has_media()) fill_gaps(to_msn, p);
}

void track::restore(track_tail tail) {
    codec_ = std::move(tail.codec);
    inits_ = std::move(tail.inits);
    for (auto& s : tail.segments) {
        kept_ += s.bytes;
        longest_segment_us_ = std::max(longest_segment_us_, s.duration_us);
        for (const auto& p : s.parts) learn_length(p.duration_us);
        end_us_ = s.start_us + s.duration_us;
        segments_.push_back(std::move(s));
    }
    ready_ = has_media();
}

void track::drop_front() {
    const segment& s = segments_.front();
    kept_ -= s.bytes;
    for (const auto& p : s.parts) {
        if (s.complete && p.bytes) kept_twice_ -= p.size;
    }
    segments_.pop_front();
    if (first_listed_ > 0) --first_listed_;
    // An init segment goes with the last segment that needs it, but the newest is always kept.
    while (inits_.size() > 1 && !segments_.empty() && inits_.begin()->first < segments_.front().init_msn) {
        inits_.erase(inits_.begin());
    }
}

std::size_t track::bytes_kept() const { return kept_ + kept_twice_; }

void track::trim(std::int64_t parts_us) {
    const auto window = us(settings_.window);
    const auto most_listed = static_cast<std::size_t>(settings_.window / settings_.segment) * 2 + 32;
    std::int64_t behind = 0; // media after the segment looked at
    std::size_t listed = segments_.size(), kept = segments_.size();
    for (std::size_t i = segments_.size(); i-- > 0;) {
        segment& s = segments_[i];
        const auto newer = segments_.size() - i - 1;
        if (behind < window && newer < most_listed) listed = i;
        if (behind < 2 * window + s.duration_us && newer < 2 * most_listed) kept = i;
        if (s.complete && !s.gap && behind + s.duration_us + rounding_us > parts_us) {
            for (auto& p : s.parts) {
                if (std::exchange(p.bytes, nullptr)) kept_twice_ -= p.size;
            }
        }
        behind += s.duration_us;
    }
    first_listed_ = std::max(first_listed_, listed);
    for (; kept > 0; --kept) drop_front();
    while (segments_.size() > 3 && bytes_kept() > settings_.max_track_bytes) drop_front();
}

track_health track::health() const {
    track_health h;
    h.name = name_;
    h.video = codec_.video;
    h.codec = codec_.name;
    h.width = codec_.width;
    h.height = codec_.height;
    h.sample_rate = codec_.sample_rate;
    h.channels = codec_.channels;
    std::int64_t length = 0;
    std::uint64_t samples = 0, bytes = 0;
    for (auto s = segments_.rbegin(); s != segments_.rend() && length < figures_us; ++s) {
        for (auto p = s->parts.rbegin(); p != s->parts.rend() && length < figures_us; ++p) {
            length += p->duration_us;
            samples += p->samples;
            bytes += p->size;
        }
    }
    if (length > 0) {
        const double seconds = static_cast<double>(length) / 1e6;
        if (codec_.video) h.frame_rate = static_cast<double>(samples) / seconds;
        h.bits_per_second = static_cast<std::int64_t>(static_cast<double>(bytes) * 8 / seconds);
    }
    if (codec_.video) h.key_interval_s = static_cast<double>(key_interval_us_) / 1e6;
    h.last_part_at = last_part_at_ms_;
    h.last_part_ends = end_us_ / 1000;
    h.parts = parts_total_;
    h.bytes = bytes_total_;
    h.segments_listed = static_cast<std::int64_t>(segments_.size() - first_listed_);
    h.bytes_kept = bytes_kept();
    return h;
}

} // namespace jiangtang::origin
