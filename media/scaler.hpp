// Makes the smaller pictures of the ladder: the mean of the area that each pixel covers, at ratios of small
// integers only, which is many times cheaper than a scaler for any size. Knows no GStreamer.
#pragma once

#include "media/picture.hpp"

#include <vector>

namespace jiangtang::media {

// The width that goes with a height of the ladder; 0 for a height that has no such ratio. What does not fill
// a whole group of columns at the right edge is left out: 480 lines are 852 wide, made of 1278 columns.
int scaled_width(int height);

class scaler {
public:
    // `height` is one for which scaled_width is not 0.
    explicit scaler(int height) : height_(height), width_(scaled_width(height)) {}

    // A tight I420 picture of scaled_width x height; `from` itself when it has that size already. The same
    // picture again (the slate, a source with fewer frames) costs nothing.
    picture scale(const picture& from);

private:
    std::shared_ptr<std::uint8_t> spare();

    int height_;
    int width_;
    picture last_from_;
    picture last_made_;
    // Written again once nobody else holds them: fresh memory for every picture costs more than the scaling.
    std::vector<std::shared_ptr<std::uint8_t>> made_;
};

} // namespace jiangtang::media
