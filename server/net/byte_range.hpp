// The Range field of a request (RFC 9110 section 14.2). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::net {

struct byte_range {
    std::uint64_t first = 0;
    std::uint64_t size = 0; // more than 0
};

enum class range_answer {
    whole,         // no range, or one that may be ignored: several, or of another unit
    part,          // 206
    unsatisfiable, // 416
};

/// `field`: "bytes=0-99", "bytes=100-", "bytes=-100" or empty; `total`: bytes of the whole. With `part` `range` is set.
range_answer read_range(std::string_view field, std::uint64_t total, byte_range& range);

/// "bytes 0-99/1234" for Content-Range (section 14.4).
std::string content_range(const byte_range& range, std::uint64_t total);

} // namespace jiangtang::net
