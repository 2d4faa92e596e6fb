#include "origin/ingest.hpp"

#include "origin/box.hpp"
#include "origin/box_stream.hpp"
#include "origin/core.hpp"
#include "origin/lane.hpp"
#include "origin/splitter.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace jiangtang::origin {
namespace {

// The track for the sound of a muxed body.
std::string sound_track(const std::string& picture) {
    return picture == "video" ? "audio" : picture + "-audio";
}

} // namespace

struct ingest::state {
    state(std::shared_ptr<core> owner, std::string_view track, feed f)
        : to(std::move(owner)), name(track), boxes(to->limits().max_box) {
        lanes.emplace_back(*to, std::move(f));
    }

    std::optional<refusal> on_box(std::uint32_t type, std::size_t header, std::string&& whole);
    std::optional<refusal> on_moov(std::size_t header, std::string&& whole);
    std::optional<refusal> on_muxed_moov(std::string_view moov);
    std::optional<refusal> on_mdat(std::size_t header, std::string&& whole);
    void close(std::error_code code);

    std::shared_ptr<core> to;
    std::string name;
    box_stream boxes;
    std::vector<lane> lanes;       // one; for a muxed body the picture's and the sound's
    std::optional<splitter> muxed; // of the last moov, when it has both
    std::string ftyp;
    std::string moof; // waiting for its mdat
    std::uint64_t moof_position = 0;
    refusal why; // what ended this connection
    bool closed = false;
};

std::optional<refusal> ingest::state::on_moov(std::size_t header, std::string&& whole) {
    const auto moov = std::string_view(whole).substr(header);
    if (count_tracks(moov) > 1) return on_muxed_moov(moov);
    auto init = read_init(moov);
    if (!init) return refusal{init.error(), {}};
    muxed.reset();
    return lanes[0].take_head(ftyp + whole, std::move(*init));
}

std::optional<refusal> ingest::state::on_muxed_moov(std::string_view moov) {
    auto made = splitter::make(moov);
    if (!made) return refusal{made.error(), {}};
    if (lanes.size() < 2) {
        auto entered = to->enter(sound_track(name));
        if (!entered) return refusal{entered.error(), sound_track(name)};
        lanes.emplace_back(*to, std::move(*entered));
    }
    for (std::size_t i = 0; i < lanes.size(); ++i)
        if (auto no = lanes[i].take_head(ftyp + made->heads()[i], made->inits()[i])) return no;
    muxed = std::move(*made);
    return std::nullopt;
}

std::optional<refusal> ingest::state::on_mdat(std::size_t header, std::string&& whole) {
    if (moof.empty()) return refusal{errc::unexpected_box, "mdat"};
    const auto waiting = std::exchange(moof, {});
    if (!muxed) return lanes[0].take_fragment(waiting, whole, header);
    auto pieces = muxed->split(waiting, moof_position, whole, header);
    if (!pieces) return refusal{pieces.error(), {}};
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        auto& piece = (*pieces)[i];
        if (piece.moof.empty()) continue;
        if (auto no = lanes[i].take_fragment(std::move(piece.moof), piece.mdat, 8)) return no;
    }
    return std::nullopt;
}

std::optional<refusal> ingest::state::on_box(std::uint32_t type, std::size_t header, std::string&& whole) {
    if (type == fourcc("mdat")) return on_mdat(header, std::move(whole));
    // Offsets in moof count from its first byte: nothing may stand between it and its mdat.
    if (!moof.empty()) return refusal{errc::unexpected_box, name_of(type)};
    if (type == fourcc("ftyp")) {
        ftyp = std::move(whole);
    } else if (type == fourcc("moov")) {
        return on_moov(header, std::move(whole));
    } else if (type == fourcc("moof")) {
        if (!lanes[0].has_head()) return refusal{errc::unexpected_box, "moof"};
        moof = std::move(whole);
        moof_position = boxes.position();
    }
    return std::nullopt;
}

void ingest::state::close(std::error_code code) {
    if (std::exchange(closed, true)) return;
    for (auto& l : lanes) l.leave(code);
}

ingest::ingest(std::unique_ptr<state> s) : state_(std::move(s)) {}

ingest::~ingest() { end(); }

std::error_code ingest::push(std::string_view bytes) {
    state& s = *state_;
    if (s.closed) return errc::ingest_closed;
    const auto ec = s.boxes.push(bytes, [&s](std::uint32_t type, std::size_t header, std::string&& whole) {
        auto no = s.on_box(type, header, std::move(whole));
        if (no) s.why = std::move(*no);
        return s.why.why;
    });
    if (!ec) return ec;
    s.why.why = ec;
    s.close(ec);
    return ec;
}

sentences ingest::why() const { return explain(state_->why.why, state_->why.figure); }

void ingest::end() { state_->close({}); }

result<std::unique_ptr<ingest>> ingest::open(std::shared_ptr<core> owner, std::string_view track) {
    auto entered = owner->enter(track);
    if (!entered) return entered.error();
    return std::unique_ptr<ingest>(
        new ingest(std::make_unique<state>(std::move(owner), track, std::move(*entered))));
}

} // namespace jiangtang::origin
