#include "media/watched.hpp"

namespace jiangtang::media {
namespace {

constexpr std::int64_t away_after = 500; // ms without anything; a picture is held for a second before

std::int64_t ms_of(const tick& at) { return at.steady_ns / 1'000'000; }

} // namespace

// Under the lock: is the source on, and since when?
void watched::note(const tick& at, bool came) {
    if (came) last_ms_ = ms_of(at);
    const bool on = last_ms_ && ms_of(at) - *last_ms_ < away_after;
    if (on != seen_.on || seen_.since == 0) seen_.since = at.utc_ms();
    seen_.on = on;
}

picture watched::picture_at(const tick& at) {
    auto frame = of_.picture_at(at);
    std::lock_guard lock(mutex_);
    has_picture_ = frame != nullptr;
    if (frame && frame != last_) seen_.last_frame_at = at.utc_ms();
    last_ = frame;
    note(at, has_picture_);
    pictures_.see(frame, has_sound_, ms_of(at));
    return frame;
}

bool watched::sound_at(const tick& at, std::span<std::int16_t> out) {
    const bool came = of_.sound_at(at, out);
    std::lock_guard lock(mutex_);
    has_sound_ = came;
    if (came && !has_picture_) seen_.last_frame_at = at.utc_ms();
    note(at, came);
    if (seen_.on) sounds_.hear(out, ms_of(at));
    else sounds_.forget();
    return came;
}

watched::view watched::seen() const {
    std::lock_guard lock(mutex_);
    auto now = seen_;
    now.black_ms = pictures_.black_ms();
    now.frozen_ms = now.on ? pictures_.frozen_ms() : 0;
    now.silent_ms = sounds_.silent_ms();
    now.clipped_ms = sounds_.clipped_ms();
    now.peak_db = sounds_.peak_db();
    return now;
}

} // namespace jiangtang::media
