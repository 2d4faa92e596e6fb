#include "origin/flat_track_writer.hpp"

#include "origin/box.hpp"

#include <algorithm>
#include <initializer_list>

namespace jiangtang::origin {
namespace {

constexpr std::size_t first_read = 4096; // holds nearly every moof and the head of its mdat
constexpr std::uint64_t max_moof = 4u << 20;
constexpr std::uint32_t finest_timescale = 1'000'000; // finer ticks would overflow in long samples

std::optional<box> find_path(std::string_view payload, std::initializer_list<std::uint32_t> path) {
    std::optional<box> found;
    for (const auto type : path) {
        const auto next = find_box(payload, type);
        if (!next) return std::nullopt;
        found = next->first;
        payload = found->payload;
    }
    return found;
}

std::uint32_t timescale_of(const track_init& init) {
    return init.timescale <= finest_timescale ? init.timescale : movie_timescale;
}

// The bytes of a piece up to its mdat's payload, or "" when they are not what they should be.
std::string read_moof(const file_range& at, const read_bytes& read) {
    auto bytes =
        read(at.file, at.offset, static_cast<std::size_t>(std::min<std::uint64_t>(at.size, first_read)));
    const auto moof = read_header(bytes);
    if (!moof || moof->type != fourcc("moof") || moof->size > max_moof || moof->size + 8 > at.size) return {};
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(moof->size + 16, at.size));
    if (bytes.size() < wanted) bytes = read(at.file, at.offset, wanted);
    if (bytes.size() < wanted) return {};
    return bytes;
}

} // namespace

flat_track_writer::flat_track_writer(const track_init& first)
    : first_(first), table_(first.codec.video, timescale_of(first)) {}

std::error_code flat_track_writer::add_init(const std::string& bytes) {
    auto head = read_head(bytes);
    if (!head) return head.error();
    if (head->codec.video != first_.codec.video) return errc::kind_changed;
    const auto stsd = find_path(bytes, {fourcc("moov"), fourcc("trak"), fourcc("mdia"), fourcc("minf"),
                                        fourcc("stbl"), fourcc("stsd")});
    auto entries = stsd->payload.substr(8);
    const auto entry = take_box(entries);
    box_writer whole;
    whole.box(entry->type, entry->payload);
    auto text = whole.take();
    auto known = std::find(entries_.begin(), entries_.end(), text);
    if (known == entries_.end()) known = entries_.insert(known, std::move(text));
    inits_.push_back({std::move(*head), static_cast<std::uint32_t>(known - entries_.begin() + 1)});
    return {};
}

result<flat_track_writer> flat_track_writer::make(const flat_track& track) {
    if (track.inits.empty()) return errc::bad_box;
    const auto first = read_head(track.inits.front());
    if (!first) return first.error();
    flat_track_writer w(*first);
    for (const auto& bytes : track.inits)
        if (const auto ec = w.add_init(bytes)) return ec;
    return w;
}

bool flat_track_writer::take(const flat_piece& piece, std::int64_t at_us, const read_bytes& read) {
    if (piece.init >= inits_.size()) return false;
    const auto& from = inits_[piece.init];
    const auto bytes = read_moof(piece.bytes, read);
    if (bytes.empty()) return false;
    const auto moof_size = static_cast<std::size_t>(read_header(bytes)->size);
    const auto rest = std::string_view(bytes).substr(moof_size);
    const auto mdat = read_header(rest.substr(0, 16));
    const auto mdat_size = piece.bytes.size - moof_size;
    if (!mdat || mdat->type != fourcc("mdat") || mdat->size != mdat_size) return false;
    piece_.clear();
    const auto f = read_fragment(std::string_view(bytes).substr(0, moof_size), mdat->header,
                                 static_cast<std::size_t>(mdat_size), from.head,
                                 [this](const sample& s) { piece_.push_back(s); });
    if (!f) return false;
    table_.begin_piece(at_us, piece.bytes.file, piece.bytes.offset, from.entry);
    for (const auto& s : piece_) table_.add(s, from.head.timescale);
    return true;
}

std::int64_t flat_track_writer::end() const {
    const std::int64_t scale = table_.timescale();
    const auto end = table_.lead() + table_.length();
    return end / scale * movie_timescale + end % scale * movie_timescale / scale;
}

// 14496-12, 8.3.2; version 1 has times of 64 bits.
void flat_track_writer::write_tkhd(box_writer& to, std::uint32_t track_id) const {
    const auto tkhd = to.open(fourcc("tkhd"), 1, 0x3); // enabled, in the presentation
    to.zeros(16);
    to.u32(track_id);
    to.zeros(4);
    to.u64(static_cast<std::uint64_t>(end()));
    to.zeros(8 + 4);
    to.u16(first_.codec.video ? 0 : 0x0100);
    to.zeros(2);
    write_matrix(to);
    to.u32(static_cast<std::uint64_t>(first_.codec.width) << 16);
    to.u32(static_cast<std::uint64_t>(first_.codec.height) << 16);
}

// A track that begins after the other one waits in an empty edit (8.6.6).
void flat_track_writer::write_edits(box_writer& to) const {
    const std::int64_t scale = table_.timescale();
    const auto lead = table_.lead() * movie_timescale / scale;
    if (lead == 0) return;
    const auto edts = to.open(fourcc("edts"));
    const auto elst = to.open(fourcc("elst"), 1, 0);
    constexpr std::uint64_t normal_speed = 0x00010000;
    to.u32(2);
    to.u64(static_cast<std::uint64_t>(lead));
    to.u64(~std::uint64_t{0});
    to.u32(normal_speed);
    to.u64(static_cast<std::uint64_t>(end() - lead));
    to.u64(0);
    to.u32(normal_speed);
}

void flat_track_writer::write_mdia(box_writer& to, const std::vector<std::uint64_t>& offsets,
                                   bool large) const {
    constexpr unsigned undetermined = 0x55c4; // "und", the language
    const auto mdia = to.open(fourcc("mdia"));
    {
        const auto mdhd = to.open(fourcc("mdhd"), 1, 0);
        to.zeros(16);
        to.u32(table_.timescale());
        to.u64(static_cast<std::uint64_t>(table_.length()));
        to.u16(undetermined);
        to.zeros(2);
    }
    {
        const auto hdlr = to.open(fourcc("hdlr"), 0, 0);
        to.zeros(4);
        to.bytes(first_.codec.video ? "vide" : "soun");
        to.zeros(12 + 1); // no name
    }
    const auto minf = to.open(fourcc("minf"));
    if (first_.codec.video) {
        const auto vmhd = to.open(fourcc("vmhd"), 0, 1);
        to.zeros(8);
    } else {
        const auto smhd = to.open(fourcc("smhd"), 0, 0);
        to.zeros(4);
    }
    {
        const auto dinf = to.open(fourcc("dinf"));
        const auto dref = to.open(fourcc("dref"), 0, 0);
        to.u32(1);
        const auto here = to.open(fourcc("url "), 0, 1); // the media is in this very file
    }
    table_.write(to, entries_, offsets, large);
}

void flat_track_writer::write(box_writer& to, std::uint32_t track_id,
                              const std::vector<std::uint64_t>& offsets, bool large) const {
    const auto trak = to.open(fourcc("trak"));
    write_tkhd(to, track_id);
    write_edits(to);
    write_mdia(to, offsets, large);
}

void write_matrix(box_writer& to) {
    for (const std::uint64_t v : {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000}) to.u32(v);
}

} // namespace jiangtang::origin
