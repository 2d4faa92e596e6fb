#include "media/program.hpp"

#include "media/slide.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <thread>

namespace jiangtang::media {

using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

constexpr int sound_alone_frames = 2 * frames_per_second;
constexpr auto too_late = 4s;
constexpr auto flush_limit = 300ms;

std::int64_t frame_time_ns(std::int64_t frame) {
    return frame / frames_per_second * 1'000'000'000 +
           frame % frames_per_second * 1'000'000'000 / frames_per_second;
}

std::int64_t next_frame() {
    const auto now = duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
    return now / 1'000'000'000 * frames_per_second + now % 1'000'000'000 * frames_per_second / 1'000'000'000 +
           1;
}

std::int64_t steady_now() {
    return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

std::int64_t steady_of(std::int64_t frame) {
    const auto utc = duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
    return steady_now() + frame_time_ns(frame) - utc;
}

} // namespace

program::program(const settings& with, source& from, const std::function<outlet(const std::string&)>& to)
    : source_(from), slate_(draw_slate(with.theme, "稍候，马上回来", "信号恢复后，画面会自己接上")),
      sound_only_(draw_slate(with.theme, "正在播出声音", "现场暂时没有画面")), passing_(with.calm),
      sound_(rendition::sound(with.audio_bitrate), to("audio")),
      governor_(static_cast<int>(with.ladder.size()) - 1) {
    for (const auto& one : with.ladder) {
        ladder_.push_back(std::make_unique<step>(one, to(one.track)));
        reports_.push_back(
            {.track = one.track, .width = one.width, .height = one.height, .bitrate = one.bitrate});
        const auto before = std::ranges::find(with.before, one.track, &rendition_report::track);
        if (before != with.before.end()) reports_.back().dropped = before->dropped;
    }
}

std::vector<rendition_report> program::renditions() const {
    std::lock_guard lock(mutex_);
    auto now = reports_;
    for (auto& one : now) one.fps = one.off ? 0 : static_cast<double>(fresh_.count());
    if (!now.front().passed_through) return now;
    const auto source = source_.facts();
    if (source.fps) now.front().fps = *source.fps;
    if (source.bitrate) now.front().bitrate = static_cast<int>(*source.bitrate / 1000);
    return now;
}

tick program::tick_at(std::int64_t number) const {
    const auto frame = first_frame_ + number;
    return {frame, number,
            first_steady_ns_ + passing_.skew_ns() + frame_time_ns(frame) - frame_time_ns(first_frame_)};
}

picture program::choose(const tick& at, bool sound) {
    auto frame = source_.picture_at(at);
    // A source that begins has sound some frames before its first picture: that is not sound alone.
    sound_alone_ = sound && !frame ? sound_alone_ + 1 : 0;
    const bool only_sound = sound_alone_ > sound_alone_frames;
    const auto now = frame ? showing::source : only_sound ? showing::sound_only : showing::slate;
    if (now != showing_) {
        if (now == showing::source) spdlog::info("picture: the source");
        else
            spdlog::warn("picture: the slate, {}",
                         only_sound ? "the source has sound and no picture" : "the source is away");
        showing_ = now;
    }
    if (frame) return frame;
    return only_sound ? sound_only_ : slate_;
}

// False when the last picture is to be shown again.
bool program::keep_pace(std::int64_t late_ns) {
    auto behind = static_cast<int>(late_ns * frames_per_second / 1'000'000'000);
    for (const auto& one : ladder_) behind = std::max(behind, one->way.waiting());
    switch (governor_.resume(behind)) {
    case governor::action::drop:
        spdlog::warn("the encoders are {} frames behind: {} is switched off", behind,
                     ladder_[++off_]->what.track);
        break;
    case governor::action::restore:
        spdlog::info("the encoders keep up: {} is tried again", ladder_[off_--]->what.track);
        break;
    case governor::action::repeat: return !last_;
    case governor::action::go_on: break;
    }
    return true;
}

void program::count(bool fresh) {
    std::lock_guard lock(mutex_);
    fresh_ <<= 1;
    fresh_[0] = fresh;
    for (auto& one : reports_) one.dropped += !fresh && !one.off && !one.passed_through;
}

// Passes the source's own pictures on, from one of its key pictures on and as long as it can be done: the first rung costs
// nothing then. A change ends the segment, in all tracks at the same frame.
void program::follow(const tick& at) {
    auto& first = *ladder_.front();
    const bool head = at.frame - segment_frame_ >= frames_per_segment;
    const auto turn = passing_.next(source_.coded_at(at, passing_.on()), head);
    if (turn != follower::turn::none || head) segment_frame_ = at.frame;
    if (turn == follower::turn::none) return;
    sound_.cut(at.frame);
    for (auto& one : ladder_) one->way.cut(at.frame);
    if (turn == follower::turn::begin) {
        spdlog::info("{}: the source's own picture, {} x {}", first.what.track, passing_.format().width,
                     passing_.format().height);
        first.way.start_passing(at.frame, passing_.format());
    } else {
        spdlog::info("{}: encoded here again", first.what.track);
        first.way.start(at.frame);
    }
    report_first();
}

// What the first rung is now.
void program::report_first() {
    std::lock_guard lock(mutex_);
    auto& one = reports_.front();
    one.passed_through = passing_.on();
    one.width = passing_.on() ? passing_.format().width : ladder_.front()->what.width;
    one.height = passing_.on() ? passing_.format().height : ladder_.front()->what.height;
}

// At the head of a segment. The first rung is what most people watch and what is recorded: it is never off. Below it
// the largest goes first: it costs the most, and its viewers find a picture above and below. The smallest goes
// last: whoever needs it has nothing left but the sound.
void program::switch_rungs(std::int64_t first_frame) {
    for (std::size_t i = 0; i < ladder_.size(); ++i) {
        auto& way = ladder_[i]->way;
        const bool off = i > 0 && i <= off_;
        if (off) way.end();
        else if (!way.on() && !way.passing()) way.start(first_frame);
        std::lock_guard lock(mutex_);
        reports_[i].off = off;
    }
}

bool program::push(const tick& at, const picture& frame, std::span<const std::int16_t> sound) {
    bool ok = sound_.push(sound);
    for (auto& one : ladder_) {
        if (one->way.passing()) one->way.pass(at.frame, passing_.take());
        else if (one->way.on()) ok = one->way.push(one->size.scale(frame)) && ok;
        else one->way.settle();
    }
    return ok;
}

void program::finish() {
    const auto until = steady_clock::now() + flush_limit;
    const auto left = [&] { return duration_cast<milliseconds>(until - steady_clock::now()); };
    sound_.end();
    for (auto& one : ladder_) one->way.end();
    sound_.finish(left());
    for (auto& one : ladder_) one->way.finish(left());
}

program::ending program::run(const std::atomic<bool>& stop) {
    std::array<std::int16_t, std::size_t{sound_per_frame} * sound_channels> sound{};
    auto result = ending::stopped;
    first_frame_ = segment_frame_ = next_frame();
    first_steady_ns_ = steady_of(first_frame_);
    sound_.start(first_frame_);
    for (std::int64_t number = 0; !stop; ++number) {
        const auto at = tick_at(number);
        std::this_thread::sleep_until(steady_clock::time_point(nanoseconds(at.steady_ns)));
        const auto late_ns = steady_now() - at.steady_ns;
        if (late_ns > nanoseconds(too_late).count()) {
            result = ending::late;
            break;
        }
        const bool has_sound = source_.sound_at(at, sound);
        const auto frame = choose(at, has_sound);
        if (number > 0) follow(at);
        if (at.frame == segment_frame_) switch_rungs(at.frame);
        const bool fresh = keep_pace(late_ns);
        if (fresh) last_ = frame;
        count(fresh);
        if (!push(at, last_, sound)) {
            result = ending::failed;
            break;
        }
    }
    finish();
    return result;
}

} // namespace jiangtang::media
