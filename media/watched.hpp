// A source under watch: passes on what another source gives and sees to it that its state, picture and sound are known.
// Knows nothing of who asks.
#pragma once

#include "media/picture_watch.hpp"
#include "media/sound_watch.hpp"
#include "media/source.hpp"

#include <cstdint>
#include <mutex>
#include <optional>

namespace jiangtang::media {

class watched final : public source {
public:
    // What was seen by now. Moments are UTC ms by the output's time line.
    struct view {
        bool on = false;
        std::int64_t since = 0;                    // on, or away
        std::optional<std::int64_t> last_frame_at; // a new picture, or sound where there is no picture
        std::int64_t black_ms = 0, frozen_ms = 0;
        std::int64_t silent_ms = 0, clipped_ms = 0;
        double peak_db = -100;
    };

    explicit watched(source& of) : of_(of) {}

    picture picture_at(const tick& at) override;
    bool sound_at(const tick& at, std::span<std::int16_t> out) override;
    std::vector<coded_picture> coded_at(const tick& at, bool passing) override {
        return of_.coded_at(at, passing);
    }
    source_facts facts() const override { return of_.facts(); }

    // Any thread.
    view seen() const;

private:
    void note(const tick& at, bool came);

    source& of_;
    mutable std::mutex mutex_; // guards what follows
    picture_watch pictures_;
    sound_watch sounds_;
    picture last_;
    view seen_;
    bool has_picture_ = false, has_sound_ = false;
    std::optional<std::int64_t> last_ms_; // when the source last gave anything, steady clock
};

} // namespace jiangtang::media
