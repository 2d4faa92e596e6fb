// What this server takes of a track: what browsers play, and no more than viewers' devices and lines carry.
// Pure; must not know where the fragments come from.
#pragma once

#include "origin/fragment.hpp"
#include "origin/settings.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace jiangtang::origin {

// Why something is not taken, and what it was: "HEVC (hvc1)", "3840x2160, 60 frames/s".
struct refusal {
    std::error_code why;
    std::string figure;
};

// unplayable_codec or too_much_picture, as far as the head of a track tells.
std::optional<refusal> refuse(const track_init& init, const settings& limits);

// Looks at the fragments of one track in their order: some heads lie, and not all is in them.
class rate_watch {
public:
    explicit rate_watch(const settings& limits) : limits_(limits) {}

    // too_much_picture, too_many_bits (means over two seconds of media, the pictures also at once) or
    // no_key_frame.
    std::optional<refusal> take(const fragment& f, const track_init& init);

private:
    std::optional<refusal> judge(const track_init& init, double seconds) const;

    settings limits_;
    bool first_ = true; // nothing has been judged yet
    double seconds_ = 0;
    std::uint64_t samples_ = 0, bytes_ = 0;
    double since_key_ = 0; // seconds of media
};

} // namespace jiangtang::origin
