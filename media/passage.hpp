// Decides which of a source's coded pictures may go to the viewers as they are, without being decoded and encoded again.
// Pure: no GStreamer, no clock.
//
// A picture may pass when a phone's browser can play it and when it can be cut like our own: H.264 of at most high
// profile and level 4.2, progressive, 4:2:0 with 8 bits and square pixels, in the order in which it is shown (no B
// pictures), a whole number of its groups of pictures being one segment, at a rate that viewers' lines carry.
#pragma once

#include "media/coded.hpp"

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace jiangtang::media {

class passage {
public:
    struct limits {
        int bitrate = 0;    // kbit/s of the picture; 0: nothing passes
        int min_height = 0; // a smaller picture than this is worth less than one of our own
    };

    // What the stream says of itself.
    struct shape {
        int width = 0, height = 0;
        bool plain = false; // profile, level, sampling, fields and pixels are as above
    };

    explicit passage(limits at) : limits_(at) {}

    // The next picture in decoding order, with its time of presentation. `damaged`: something was lost before it. Any thread.
    void came(std::int64_t at_ns, avc_picture next, const shape& of, bool damaged);

    // Another run of the source begins.
    void reset();

    struct timed {
        std::int64_t at_ns = 0;
        coded_picture picture;
    };

    // What came up to the picture of this time, which was decoded well. Any thread.
    std::vector<timed> decoded(std::int64_t at_ns);

private:
    bool judge(std::int64_t at_ns, const avc_picture& next, const shape& of, bool damaged);
    bool fits(std::int64_t group_ns) const;
    void doubt();

    const limits limits_;
    std::mutex mutex_; // guards what follows
    std::deque<timed> waiting_;
    std::int64_t last_number_ = 0;
    std::shared_ptr<const coded_format> format_;
    std::optional<std::int64_t> last_ns_;
    std::optional<std::int64_t> key_ns_; // of the open group
    std::int64_t group_bytes_ = 0, group_pictures_ = 0;
    int good_groups_ = 0; // in a row
};

} // namespace jiangtang::media
