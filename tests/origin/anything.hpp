// Publishes bytes as they may come from anywhere, and looks at what must hold whatever they are.
#pragma once

#include <cstdint>
#include <string_view>
#include <system_error>

namespace lecture {

// Pushes `body` in chunks of sizes that `seed` decides, beside a good publisher of another track, and asks for
// every playlist. Returns what the publisher was told. Throws std::logic_error when that is no error of the
// origin, when memory grew beyond its bound, or when the good publisher noticed anything.
std::error_code publish_anything(std::string_view body, std::uint32_t seed);

// Takes the moof and mdat boxes in `body` for the pieces of a recording and lays them out as one MP4; reads
// through it. Throws std::logic_error when its slices are not what its size says, or leave the body.
void lay_out_anything(std::string_view body);

} // namespace lecture
