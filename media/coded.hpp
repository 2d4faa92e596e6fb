// A source's pictures as they were coded before they came here, for an output that passes them on.
// Plain data: knows neither where they come from nor where they go.
#pragma once

#include "media/avc.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace jiangtang::media {

struct coded_format {
    avc_parameters parameters;
    int width = 0, height = 0;

    bool operator==(const coded_format&) const = default;
};

struct coded_picture {
    std::shared_ptr<const coded_format> format; // null: not to be passed on
    std::int64_t number = 0;  // one more than that of the picture before, or something is missing
    std::int64_t late_ns = 0; // how long after its time it is taken; negative: before
    bool key = false;         // an IDR picture
    std::string slices;       // as avc_picture has them
};

} // namespace jiangtang::media
