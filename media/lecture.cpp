#include "media/lecture.hpp"

#include "media/agenda.hpp"
#include "media/clap.hpp"
#include "media/slide.hpp"
#include "media/strip.hpp"

#include <array>
#include <cstring>

namespace jiangtang::media {

lecture::lecture(bool strip)
    : strip_(strip), on_paper_(ink::paper, ink::black), on_wall_(hall_wall, 0xF0EFEA) {
    const auto pages = demo_pages();
    const int count = static_cast<int>(pages.size());
    for (int i = 0; i < count; ++i) {
        const auto& one = pages[i];
        leaves_.push_back(
            {one.cover ? draw_hall(one, i + 1, count) : draw_page(one, i + 1, count), clock_on_dark(one)});
    }
}

std::string lecture::clock_text(std::int64_t utc_ms) {
    const auto second = static_cast<std::time_t>(utc_ms / 1000);
    if (second != second_) {
        std::tm local{};
        localtime_r(&second, &local);
        std::array<char, 16> text{};
        std::strftime(text.data(), text.size(), "%H:%M:%S.", &local);
        second_ = second;
        second_text_ = text.data();
    }
    return second_text_ + static_cast<char>('0' + utc_ms % 1000 / 100);
}

picture lecture::picture_at(const tick& at) {
    const auto& now = leaves_[static_cast<std::size_t>(at.number / frames_per_page) % leaves_.size()];
    auto made = new_picture();
    std::memcpy(made.get(), now.drawn.get(), picture_bytes);
    (now.dark_clock ? on_wall_ : on_paper_).draw(made.get(), clock_text(at.utc_ms()), clock_right, clock_top);
    if (strip_) {
        strip_draw(made.get(), static_cast<std::uint32_t>(at.utc_ms()));
        clap_draw(made.get(), at.frame);
    }
    return made;
}

bool lecture::sound_at(const tick& at, std::span<std::int16_t> out) {
    tune_.play(at.frame * sound_per_frame, out);
    if (strip_) clap_play(at.frame, out);
    return true;
}

source_facts lecture::facts() const {
    source_facts known;
    known.width = picture_width;
    known.height = picture_height;
    known.fps = frames_per_second;
    return known;
}

} // namespace jiangtang::media
