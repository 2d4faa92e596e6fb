// The sound of the test lecture: soft plucked notes, made once as a loop. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace jiangtang::media {

class tune {
public:
    tune();

    // Fills `out` with interleaved stereo from sample `from` (samples per channel since the Unix epoch) on;
    // the loop repeats without a seam.
    void play(std::int64_t from, std::span<std::int16_t> out) const;

private:
    std::vector<std::int16_t> loop_; // interleaved stereo
};

} // namespace jiangtang::media
