// From where an internet address can be reached, by the registries of special addresses. Pure.
#pragma once

#include <cstdint>
#include <span>

namespace jiangtang::intake {

enum class reach {
    everywhere, // a public host
    inside, // this machine, its own network, or a provider's: 127/8, 10/8, 172.16/12, 192.168/16, 100.64/10, ::1, fc00::/7
    nowhere // never a source: link-local (with the clouds' metadata services), multicast, reserved, IPv4 in IPv6
};

// `address` is 4 bytes (IPv4) or 16 (IPv6), in network order; anything else leads nowhere. After the IANA registries of
// special-purpose addresses (RFC 6890 and its updates).
reach reach_of(std::span<const std::uint8_t> address);

} // namespace jiangtang::intake
