// One track of a publisher's connection: its head, then its fragments, on their way into the core.
// Must not know how the boxes came, alone or muxed.
#pragma once

#include "origin/core.hpp"
#include "origin/playable.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::origin {

class lane {
public:
    lane(core& to, feed from) : to_(to), from_(std::move(from)), watch_(to.limits()) {}

    // Takes ftyp+moov and what read_init found in it; the same again changes nothing. Says why it refuses,
    // and then nothing is changed.
    std::optional<refusal> take_head(std::string bytes, track_init init);
    bool has_head() const { return from_.init_bytes != nullptr; }

    // Whole boxes that follow each other; `mdat_header` in bytes.
    std::optional<refusal> take_fragment(std::string moof, std::string_view mdat, std::size_t mdat_header);

    void leave(std::error_code why) { to_.leave(from_, why); }

private:
    core& to_;
    feed from_;
    rate_watch watch_;
};

} // namespace jiangtang::origin
