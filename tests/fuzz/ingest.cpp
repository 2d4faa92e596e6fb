// libFuzzer: any bytes as the body of a publisher, and as what a recording has of it. `./dev fuzz [seconds]`.
#include "origin/anything.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // The last byte decides the chunks, so that a corpus file stays a body that other programs read.
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    lecture::publish_anything(body, size == 0 ? 0 : data[size - 1]);
    lecture::lay_out_anything(body);
    return 0;
}
