#include "media/rendition.hpp"

#include "media/cmaf_writer.hpp"

namespace jiangtang::media {
namespace {

constexpr std::uint32_t video_timescale = 90000;
constexpr std::uint32_t video_frame = video_timescale / frames_per_second;
constexpr std::uint32_t audio_frame = 1024;

// Parts of ten pictures are a third of a second exactly. Six parts of sound to a segment would be 15 or 16 AAC
// frames, and 16 are longer than ten pictures: the longest part of all tracks is what players multiply by three
// to know how far to stay behind. Seven are 13 or 14 frames, 0.299 s at most.
constexpr int picture_parts = 6;
constexpr int sound_parts = 7;

} // namespace

rendition::format rendition::pictures(const rung& what) {
    return {true,
            video_frame,
            video_frame,
            picture_parts,
            [what](encoder::sink out) { return encoder::for_pictures(what, std::move(out)); },
            [what](std::string config) {
                return init_segment(video_format{video_timescale, static_cast<std::uint16_t>(what.width),
                                                 static_cast<std::uint16_t>(what.height), std::move(config)});
            }};
}

rendition::format rendition::sound(int bits_per_second) {
    return {
        false,
        sound_per_frame,
        audio_frame,
        sound_parts,
        [bits_per_second](encoder::sink out) { return encoder::for_sound(bits_per_second, std::move(out)); },
        [bits_per_second](std::string config) {
            return init_segment(audio_format{sound_rate, sound_channels,
                                             static_cast<std::uint32_t>(bits_per_second), std::move(config)});
        }};
}

void rendition::begin(std::int64_t first) {
    std::lock_guard lock(mutex_);
    cutter_.emplace(first * format_.frame_ticks, frames_per_segment * format_.frame_ticks,
                    format_.parts_per_segment);
}

void rendition::start(std::int64_t first) {
    leave_encoder();
    leave_passed(first);
    begin(first);
    ending_ = false;
    untouched_ = true;
    encoder_ = format_.encode({[this](std::string config) { to_.open(format_.init(std::move(config))); },
                               [this](encoded one) {
                                   add({std::move(one.bytes), format_.sample_ticks, one.key});
                               }});
}

void rendition::start_passing(std::int64_t first, const coded_format& of) {
    end();
    passed_ = passed{init_segment(video_format{.timescale = video_timescale,
                                               .width = static_cast<std::uint16_t>(of.width),
                                               .height = static_cast<std::uint16_t>(of.height),
                                               .avcc = write_record(of.parameters),
                                               .bt709 = false}),
                     first,
                     {}};
}

void rendition::pass(std::int64_t frame, std::vector<coded_picture> next) {
    if (!next.empty()) passed_->waiting.emplace_back(frame, std::move(next));
    settle();
}

void rendition::cut(std::int64_t frame) {
    if (on() && format_.pictures && !untouched_) encoder_->force_key();
    std::lock_guard lock(mutex_);
    if (!cutter_) return;
    if (const auto whole = cutter_->restart(frame * format_.frame_ticks)) emit(*whole);
}

void rendition::add(sample next) {
    std::lock_guard lock(mutex_);
    if (const auto whole = cutter_->add(std::move(next))) emit(*whole);
}

std::int64_t rendition::line_before(std::int64_t frame) {
    std::lock_guard lock(mutex_);
    return cutter_->line_before(frame * format_.frame_ticks) / format_.frame_ticks;
}

void rendition::emit(const part& whole) { to_.push({media_part(++sequence_, whole), whole.segment_start}); }

void rendition::flush() {
    if (!cutter_) return;
    if (const auto rest = cutter_->flush()) emit(*rest);
    cutter_.reset();
}

void rendition::end() {
    if (!on()) return;
    ending_ = true;
    encoder_->end();
}

void rendition::settle() {
    if (ending_ && encoder_ && encoder_->drained()) {
        leave_encoder();
        if (!passed_) to_.close();
    }
    if (passed_ && !encoder_) follow();
}

// What is passed on goes out as soon as the next frame with a picture tells how long it lasts: a hole behind it, however
// short, would make browsers drop all that depends on it. Where a part ends between the two, the next begins there, a little
// early: players reckon with parts of one length.
void rendition::follow() {
    auto& now = *passed_;
    if (!now.waiting.empty() && !now.init.empty()) {
        begin(now.first);
        to_.open(std::exchange(now.init, {}));
    }
    while (now.waiting.size() > 1) {
        auto& next = now.waiting[1].first;
        if (const auto line = line_before(next); line > now.waiting[0].first) next = line;
        pass_first(next);
    }
}

// The pictures of the first frame that waits share the time until the frame `until`.
void rendition::pass_first(std::int64_t until) {
    auto [frame, pictures] = std::move(passed_->waiting.front());
    passed_->waiting.pop_front();
    auto left = static_cast<std::uint32_t>((until - frame) * format_.frame_ticks);
    for (auto share = static_cast<std::uint32_t>(pictures.size()); auto& one : pictures) {
        const auto duration = left / share--;
        left -= duration;
        add({std::move(one.slices), duration, one.key});
    }
}

void rendition::finish(std::chrono::milliseconds limit) {
    if (!encoder_ && !passed_) return;
    end();
    if (encoder_) encoder_->wait_drained(limit);
    leave_encoder();
    leave_passed(std::nullopt);
    to_.close();
}

void rendition::leave_encoder() {
    if (!encoder_) return;
    encoder_.reset();
    flush();
}

// The last picture lasts until the frame `next`, where something else follows, or for a frame.
void rendition::leave_passed(std::optional<std::int64_t> next) {
    if (!passed_) return;
    follow();
    if (!passed_->waiting.empty()) pass_first(next.value_or(passed_->waiting.front().first + 1));
    flush();
    passed_.reset();
}

} // namespace jiangtang::media
