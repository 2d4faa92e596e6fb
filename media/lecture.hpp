// The lecture the program makes itself: the demo event's slides, a running clock, soft notes, and on request
// what measures: the strip with the capture time, and claps. Knows no GStreamer.
#pragma once

#include "media/clock_face.hpp"
#include "media/source.hpp"
#include "media/tune.hpp"

#include <ctime>
#include <string>
#include <vector>

namespace jiangtang::media {

class lecture final : public source {
public:
    // Draws all pages (some tens of milliseconds each), so that no frame waits for one later.
    explicit lecture(bool strip);

    picture picture_at(const tick& at) override;
    bool sound_at(const tick& at, std::span<std::int16_t> out) override;
    source_facts facts() const override;

    static constexpr int frames_per_page = 10 * frames_per_second;

private:
    struct leaf {
        picture drawn;
        bool dark_clock = false;
    };

    std::string clock_text(std::int64_t utc_ms);

    bool strip_;
    std::vector<leaf> leaves_;
    clock_face on_paper_;
    clock_face on_wall_;
    tune tune_;
    std::time_t second_ = -1;
    std::string second_text_; // "HH:MM:SS." of second_, the machine's time zone
};

} // namespace jiangtang::media
