// A small reader of MP4 boxes for these tests only.
#pragma once

#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::media::testing {

inline std::uint64_t number(std::string_view bytes, std::size_t at, int size) {
    std::uint64_t value = 0;
    for (int i = 0; i < size; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes.at(at + i));
    return value;
}

struct box {
    std::string type;
    std::string_view content; // without the header
};

// The boxes that fill `bytes`; stops at a size that does not fit, leaving the rest out.
inline std::vector<box> boxes(std::string_view bytes) {
    std::vector<box> all;
    while (bytes.size() >= 8) {
        const auto size = number(bytes, 0, 4);
        if (size < 8 || size > bytes.size()) break;
        all.push_back({std::string(bytes.substr(4, 4)), bytes.substr(8, size - 8)});
        bytes.remove_prefix(size);
    }
    return all;
}

// The content of the first box along `path` ("moov/trak/mdia/mdhd"); empty when it is not there.
inline std::string_view find(std::string_view bytes, std::string_view path) {
    const auto slash = path.find('/');
    for (const auto& one : boxes(bytes))
        if (one.type == path.substr(0, slash))
            return slash == path.npos ? one.content : find(one.content, path.substr(slash + 1));
    return {};
}

// One moof+mdat as its numbers say.
struct fragment {
    std::uint32_t sequence = 0;
    std::uint64_t tfdt = 0;
    std::vector<std::uint32_t> durations;
    std::vector<std::uint32_t> sizes;
    std::vector<bool> sync;
    std::uint32_t data_offset = 0;
    std::size_t moof_size = 0;
    std::string_view mdat;

    std::uint64_t duration() const {
        return std::accumulate(durations.begin(), durations.end(), std::uint64_t{0});
    }
};

// All fragments of a track's bytes, as cmaf_writer writes them.
inline std::vector<fragment> fragments(std::string_view bytes) {
    std::vector<fragment> all;
    for (const auto& one : boxes(bytes)) {
        if (one.type == "mdat" && !all.empty()) all.back().mdat = one.content;
        if (one.type != "moof") continue;
        fragment made;
        made.moof_size = one.content.size() + 8;
        made.sequence = static_cast<std::uint32_t>(number(find(one.content, "mfhd"), 4, 4));
        const auto usual = static_cast<std::uint32_t>(number(find(one.content, "traf/tfhd"), 8, 4));
        made.tfdt = number(find(one.content, "traf/tfdt"), 4, 8);
        const auto trun = find(one.content, "traf/trun");
        made.data_offset = static_cast<std::uint32_t>(number(trun, 8, 4));
        const bool own = number(trun, 0, 4) & 0x100; // each sample says its duration
        auto at = std::size_t{12};
        for (std::uint64_t i = 0; i < number(trun, 4, 4); ++i, at += own ? 12 : 8) {
            made.durations.push_back(own ? static_cast<std::uint32_t>(number(trun, at, 4)) : usual);
            made.sizes.push_back(static_cast<std::uint32_t>(number(trun, at + own * 4, 4)));
            made.sync.push_back(!(number(trun, at + own * 4 + 4, 4) & 0x10000));
        }
        all.push_back(made);
    }
    return all;
}

} // namespace jiangtang::media::testing
