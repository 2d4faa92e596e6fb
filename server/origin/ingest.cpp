#include "origin/ingest.hpp"

#include "origin/box.hpp"
#include "origin/box_stream.hpp"
#include "origin/core.hpp"

#include <utility>

namespace jiangtang::origin {

struct ingest::state {
    state(std::shared_ptr<core> owner, feed f)
        : to(std::move(owner)), from(std::move(f)), boxes(to->limits().max_box) {}

    std::error_code on_box(std::uint32_t type, std::size_t header, std::string&& whole);
    std::error_code on_moov(std::size_t header, std::string&& whole);
    std::error_code on_mdat(std::size_t header, std::string&& whole);
    void close(std::error_code why);

    std::shared_ptr<core> to;
    feed from;
    box_stream boxes;
    std::string ftyp;
    std::string moof; // waiting for its mdat
    bool closed = false;
};

std::error_code ingest::state::on_moov(std::size_t header, std::string&& whole) {
    auto init = read_init(std::string_view(whole).substr(header));
    if (!init) return init.error();
    auto bytes = std::make_shared<const std::string>(ftyp + whole);
    // An encoder may send its head again and again; only another one begins something new.
    if (from.init_bytes && *from.init_bytes == *bytes) return {};
    from.init = std::move(*init);
    from.init_bytes = std::move(bytes);
    from.fresh = true;
    return {};
}

std::error_code ingest::state::on_mdat(std::size_t header, std::string&& whole) {
    if (moof.empty()) return errc::unexpected_box;
    const auto fr = read_fragment(moof, header, whole.size(), from.init);
    if (!fr) return fr.error();
    moof += whole;
    return to->deliver(from, *fr, std::make_shared<const std::string>(std::exchange(moof, {})));
}

std::error_code ingest::state::on_box(std::uint32_t type, std::size_t header, std::string&& whole) {
    if (type == fourcc("mdat")) return on_mdat(header, std::move(whole));
    // Offsets in moof count from its first byte: nothing may stand between it and its mdat.
    if (!moof.empty()) return errc::unexpected_box;
    if (type == fourcc("ftyp")) {
        ftyp = std::move(whole);
    } else if (type == fourcc("moov")) {
        return on_moov(header, std::move(whole));
    } else if (type == fourcc("moof")) {
        if (!from.init_bytes) return errc::unexpected_box;
        moof = std::move(whole);
    }
    return {};
}

void ingest::state::close(std::error_code why) {
    if (std::exchange(closed, true)) return;
    to->leave(from, why);
}

ingest::ingest(std::unique_ptr<state> s) : state_(std::move(s)) {}

ingest::~ingest() { end(); }

std::error_code ingest::push(std::string_view bytes) {
    state& s = *state_;
    if (s.closed) return errc::ingest_closed;
    const auto ec = s.boxes.push(bytes, [&s](std::uint32_t type, std::size_t header, std::string&& whole) {
        return s.on_box(type, header, std::move(whole));
    });
    if (ec) s.close(ec);
    return ec;
}

void ingest::end() { state_->close({}); }

result<std::unique_ptr<ingest>> ingest::open(std::shared_ptr<core> owner, std::string_view track) {
    auto entered = owner->enter(track);
    if (!entered) return entered.error();
    return std::unique_ptr<ingest>(
        new ingest(std::make_unique<state>(std::move(owner), std::move(*entered))));
}

} // namespace jiangtang::origin
