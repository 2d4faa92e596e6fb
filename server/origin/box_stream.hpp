// Puts top-level boxes together from a body that comes in chunks of any size, and throws away the kinds
// that are not wanted without keeping their bytes.
#pragma once

#include "origin/errors.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace jiangtang::origin {

class box_stream {
public:
    // A whole box with its header; `header` is the header's length in bytes. `whole` is empty for a kind
    // of box that is not wanted: only that it was there is told. An error ends the stream.
    using sink = std::function<std::error_code(std::uint32_t type, std::size_t header, std::string&& whole)>;

    // `max_box`: bytes of the largest box taken, ignored ones included. ftyp and moov may have 256 KiB.
    explicit box_stream(std::size_t max_box) : max_box_(max_box) {}

    // Takes the next bytes and hands over the boxes completed in them: ftyp, moov, moof, mdat. Fails with
    // not_mp4, bad_box_size, box_too_large, or what the sink returned; after that it must not be called again.
    std::error_code push(std::string_view bytes, const sink& on_box);

    // Where the box that is being handed over began, in bytes from the beginning of the body.
    std::uint64_t position() const { return position_; }

    static constexpr std::size_t max_head = 256u << 10;

private:
    std::error_code begin_box();

    std::size_t max_box_;
    std::string buffer_; // the header, and with it the box when it is wanted
    std::uint32_t type_ = 0;
    std::size_t header_ = 0;                // 0: the header is not complete yet
    std::uint64_t missing_ = 0;             // bytes of the box still to come
    std::uint64_t position_ = 0, size_ = 0; // of the box
    bool wanted_ = false;
};

} // namespace jiangtang::origin
