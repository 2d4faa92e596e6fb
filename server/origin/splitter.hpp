// Takes muxed fragmented MP4 apart: a moov with picture and sound becomes two, and so does each moof with
// its mdat. Sample bytes stay as they are; only offsets are written anew.
// Must not know publishers or the time.
#pragma once

#include "origin/fragment.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace jiangtang::origin {

class splitter {
public:
    // One of each: [0] for the picture, [1] for the sound.
    template <class T>
    using pair = std::array<T, 2>;

    // `moov`: the payload of a moov box. Fails with not_one_track unless it has one track with pictures and
    // one with sound, and as read_init does for either.
    static result<splitter> make(std::string_view moov);

    // Whole moov boxes with one track each.
    const pair<std::string>& heads() const { return heads_; }
    const pair<track_init>& inits() const { return inits_; }

    // moof and mdat with 32-bit size, both whole; empty for a track that has nothing here.
    struct piece {
        std::string moof, mdat;
    };
    // `moof`, `mdat`: whole boxes that follow each other; `position`: of the moof in the body, for absolute
    // offsets; `mdat_header`: bytes. Fails as read_fragment does, and with not_one_track when the moof
    // holds a track twice.
    result<pair<piece>> split(std::string_view moof, std::uint64_t position, std::string_view mdat,
                              std::size_t mdat_header) const;

private:
    pair<std::string> heads_;
    pair<track_init> inits_;
};

// How many trak boxes are in the payload of a moov.
std::size_t count_tracks(std::string_view moov);

} // namespace jiangtang::origin
