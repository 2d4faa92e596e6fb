#include "media/program.hpp"

#include "media/cmaf_writer.hpp"
#include "media/slide.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <thread>

namespace jiangtang::media {

using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t video_timescale = 90000;
constexpr std::uint32_t video_frame = video_timescale / frames_per_second;
constexpr std::uint32_t audio_frame = 1024;
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

part_cutter cutter(std::int64_t first_frame, std::int64_t ticks_per_frame) {
    return {first_frame * ticks_per_frame, frames_per_part * ticks_per_frame,
            frames_per_segment * ticks_per_frame};
}

} // namespace

program::program(const settings& with, source& from, track_sink video, track_sink audio)
    : source_(from), slate_(draw_slate(with.theme, "稍候，马上回来", "信号恢复后，画面会自己接上")),
      sound_only_(draw_slate(with.theme, "正在播出声音", "现场暂时没有画面")), first_frame_(next_frame()),
      first_steady_ns_(steady_of(first_frame_)), video_{cutter(first_frame_, video_frame), std::move(video)},
      audio_{cutter(first_frame_, sound_per_frame), std::move(audio)},
      encoder_(with.encoding,
               into(
                   video_,
                   [](std::string config) {
                       return init_segment(
                           video_format{video_timescale, picture_width, picture_height, std::move(config)});
                   },
                   video_frame),
               into(
                   audio_,
                   [bitrate = with.encoding.audio_bitrate](std::string config) {
                       return init_segment(audio_format{sound_rate, sound_channels,
                                                        static_cast<std::uint32_t>(bitrate),
                                                        std::move(config)});
                   },
                   audio_frame)) {}

encoder::sink program::into(track& to, std::function<std::string(std::string)> init, std::uint32_t duration) {
    return {[&to, init = std::move(init)](std::string config) { to.out.open(init(std::move(config))); },
            [this, &to, duration](encoded one) {
                if (const auto whole = to.cutter.add({std::move(one.bytes), duration, one.key}))
                    emit(to, *whole);
            }};
}

void program::emit(track& to, const part& whole) {
    to.out.push({media_part(++to.sequence, whole), whole.segment_start});
}

tick program::tick_at(std::int64_t number) const {
    const auto frame = first_frame_ + number;
    return {frame, number, first_steady_ns_ + frame_time_ns(frame) - frame_time_ns(first_frame_)};
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

program::ending program::run(const std::atomic<bool>& stop) {
    std::array<std::int16_t, std::size_t{sound_per_frame} * sound_channels> sound{};
    auto result = ending::stopped;
    for (std::int64_t number = 0; !stop; ++number) {
        const auto at = tick_at(number);
        std::this_thread::sleep_until(steady_clock::time_point(nanoseconds(at.steady_ns)));
        if (steady_now() - at.steady_ns > nanoseconds(too_late).count()) {
            result = ending::late;
            break;
        }
        const bool has_sound = source_.sound_at(at, sound);
        if (!encoder_.push(choose(at, has_sound), sound)) {
            result = ending::failed;
            break;
        }
    }
    encoder_.finish(flush_limit);
    for (auto* one : {&video_, &audio_})
        if (const auto rest = one->cutter.flush()) emit(*one, *rest);
    return result;
}

} // namespace jiangtang::media
