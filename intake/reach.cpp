#include "intake/reach.hpp"

#include <algorithm>
#include <array>

namespace jiangtang::intake {
namespace {

struct block {
    std::array<std::uint8_t, 16> start;
    int bits;
    reach to;
};

// The first block that holds an address decides.
constexpr block blocks4[] = {
    {{100, 100, 100, 200}, 32, reach::nowhere}, // metadata of Alibaba Cloud, in the shared range
    {{168, 63, 129, 16}, 32, reach::nowhere},   // Azure's host, in a public range
    {{127}, 8, reach::inside},
    {{10}, 8, reach::inside},
    {{172, 16}, 12, reach::inside},
    {{192, 168}, 16, reach::inside},
    {{100, 64}, 10, reach::inside},
    {{0}, 8, reach::nowhere},
    {{169, 254}, 16, reach::nowhere}, // link-local; 169.254.169.254 is the metadata of most clouds
    {{192, 0, 0}, 24, reach::nowhere},
    {{192, 0, 2}, 24, reach::nowhere},
    {{192, 88, 99}, 24, reach::nowhere},
    {{198, 18}, 15, reach::nowhere},
    {{198, 51, 100}, 24, reach::nowhere},
    {{203, 0, 113}, 24, reach::nowhere},
    {{224}, 3, reach::nowhere}, // multicast, reserved, broadcast
    {{}, 0, reach::everywhere},
};
constexpr block blocks6[] = {
    {{0xfd, 0, 0x0e, 0xc2}, 32, reach::nowhere}, // metadata of Amazon
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, reach::inside},
    {{0xfc}, 7, reach::inside},
    {{0x20, 0x01, 0x00}, 23, reach::nowhere}, // Teredo, ORCHID and other protocols
    {{0x20, 0x01, 0x0d, 0xb8}, 32, reach::nowhere},
    {{0x20, 0x02}, 16, reach::nowhere}, // 6to4: an IPv4 address in disguise
    {{0x3f, 0xff}, 20, reach::nowhere},
    {{0x20}, 3, reach::everywhere}, // global unicast
    {{}, 0, reach::nowhere},        // link-local, multicast, IPv4-mapped, NAT64, and what nobody has assigned
};

bool holds(const block& b, std::span<const std::uint8_t> address) {
    for (int bit = 0; bit < b.bits; bit += 8) {
        const int kept = std::min(8, b.bits - bit);
        const auto mask = static_cast<std::uint8_t>(0xff << (8 - kept));
        const auto at = static_cast<std::size_t>(bit / 8);
        if ((address[at] & mask) != (b.start[at] & mask)) return false;
    }
    return true;
}

reach find(std::span<const block> blocks, std::span<const std::uint8_t> address) {
    return std::ranges::find_if(blocks, [&](const block& b) { return holds(b, address); })->to;
}

} // namespace

reach reach_of(std::span<const std::uint8_t> address) {
    if (address.size() == 4) return find(blocks4, address);
    return address.size() == 16 ? find(blocks6, address) : reach::nowhere;
}

} // namespace jiangtang::intake
