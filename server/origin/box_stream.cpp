#include "origin/box_stream.hpp"

#include "origin/box.hpp"

#include <algorithm>
#include <utility>

namespace jiangtang::origin {
namespace {

bool is_head(std::uint32_t type) { return type == fourcc("ftyp") || type == fourcc("moov"); }

bool is_wanted(std::uint32_t type) {
    return is_head(type) || type == fourcc("moof") || type == fourcc("mdat");
}

// What an MP4 may begin with (14496-12, table 1). Anything else read as a box would have some length too.
bool may_begin(std::uint32_t type) {
    for (const auto known : {fourcc("ftyp"), fourcc("styp"), fourcc("moov"), fourcc("moof"), fourcc("mdat"),
                             fourcc("prft"), fourcc("sidx"), fourcc("emsg"), fourcc("free"), fourcc("skip"),
                             fourcc("uuid"), fourcc("wide"), fourcc("pdin"), fourcc("meta")})
        if (type == known) return true;
    return false;
}

} // namespace

std::error_code box_stream::begin_box() {
    byte_reader in(buffer_);
    in.skip(4);
    if (position_ == 0 && !may_begin(in.u32())) return errc::not_mp4;
    const auto h = read_header(buffer_);
    if (!h) return errc::bad_box_size;
    if (h->size > (is_head(h->type) ? std::min(max_box_, max_head) : max_box_)) return errc::box_too_large;
    type_ = h->type;
    header_ = h->header;
    size_ = h->size;
    missing_ = h->size - h->header;
    wanted_ = is_wanted(type_);
    return {};
}

std::error_code box_stream::push(std::string_view bytes, const sink& on_box) {
    for (;;) {
        if (header_ == 0) {
            const std::size_t need = buffer_.size() < 8 ? 8 : header_length(buffer_);
            const std::size_t n = std::min(need - buffer_.size(), bytes.size());
            buffer_.append(bytes.substr(0, n));
            bytes.remove_prefix(n);
            if (buffer_.size() < need) return {};
            if (buffer_.size() < header_length(buffer_)) continue;
            if (const auto ec = begin_box()) return ec;
        }
        const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(missing_, bytes.size()));
        if (wanted_) buffer_.append(bytes.substr(0, n));
        bytes.remove_prefix(n);
        missing_ -= n;
        if (missing_ > 0) return {};
        std::string whole = std::exchange(buffer_, {});
        const std::size_t header = std::exchange(header_, 0);
        if (!wanted_) whole.clear();
        if (const auto ec = on_box(type_, header, std::move(whole))) return ec;
        position_ += size_;
    }
}

} // namespace jiangtang::origin
