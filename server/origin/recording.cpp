// The writing side of a recording, on its own thread; what players get of it is in recording_answers.cpp.
#include "origin/recording.hpp"

#include <sys/statvfs.h>

#include <algorithm>
#include <utility>

namespace jiangtang::origin {

using std::chrono::steady_clock;

namespace {

constexpr std::ptrdiff_t most_torn =
    64; // lines whose bytes a power cut may have cost: some seconds of all tracks

} // namespace

recording::recording(std::filesystem::path folder, recording_settings with, access how)
    : folder_(std::move(folder)), with_(with), how_(how) {
    if (how_ == access::write) std::filesystem::create_directories(folder_);
    journal_ = std::make_unique<media_file>(folder_ / "journal", how_);
    recover();
    ask_disk();
    if (how_ == access::write) thread_ = std::thread([this] { run(); });
    else stopping_ = finished_ = true;
}

recording::~recording() { finish(); }

recording::entry& recording::entry_of(const std::string& name) {
    for (auto& e : entries_) {
        if (e->track.name() == name) return *e;
    }
    auto made = std::make_unique<entry>(name);
    made->file = std::make_shared<media_file>(folder_ / (name + ".mp4"), how_);
    const std::lock_guard lock(mutex_); // after the disk was used: the stream may wait for it
    entries_.push_back(std::move(made));
    return *entries_.back();
}

// Takes a line when the bytes it speaks of are there. A power cut may have kept a line and lost its bytes.
bool recording::apply(const journal_line& line) {
    if (const auto* init = std::get_if<journal_init>(&line)) {
        auto& e = entry_of(init->track);
        if (e.track.bytes() + init->bytes > e.file->size()) return false;
        auto bytes = std::make_shared<const std::string>(e.file->read(e.track.bytes(), init->bytes));
        if (e.track.add_init(*bytes)) return false;
        e.init = std::move(bytes);
        return true;
    }
    const auto& part = std::get<journal_part>(line);
    auto& e = entry_of(part.track);
    const auto* last = e.track.empty() ? nullptr : &e.track.segments().back();
    const auto index = last && last->msn == part.msn ? static_cast<std::int64_t>(last->parts.size()) : 0;
    if (!e.track.continues(part.msn, index)) return false;
    if (e.track.bytes() + part.bytes > e.file->size()) return false;
    e.track.add_part(part, beside(e, part.msn));
    return true;
}

// Gaps at the end are not in the journal: the live playlist told them of who was behind the others.
void recording::leave_out_behind() {
    const auto* first = leader();
    if (!first) return;
    const auto to_msn = first->track.segments().back().msn;
    for (auto& e : entries_) {
        if (e->track.empty() || e->track.segments().back().msn + 1 >= to_msn) continue;
        if (const auto* other = beside(*e, to_msn)) e->track.leave_out(to_msn, *other);
    }
}

// The track that tells where the segments lie which this one is about to leave out: a picture, if one has them all.
const recorded_track* recording::beside(const entry& of, std::int64_t to_msn) const {
    if (of.track.empty()) return nullptr;
    const auto has = [](const recorded_track& t, std::int64_t msn) {
        const auto* s = t.find(msn);
        return s && !s->gap;
    };
    const recorded_track* best = nullptr;
    for (const auto& e : entries_) {
        const auto& t = e->track;
        if (e.get() == &of || !has(t, of.track.segments().back().msn + 1) || !has(t, to_msn - 1)) continue;
        if (!best || t.codec().video > best->codec().video) best = &t;
    }
    return best;
}

void recording::recover() {
    const auto text = journal_->read(0, journal_->size());
    std::size_t at = 0;
    for (;;) {
        const auto end = text.find('\n', at);
        if (end == std::string::npos) break;
        const auto line = read_journal_line(std::string_view(text).substr(at, end - at));
        if (!line || !apply(*line)) break;
        at = end + 1;
    }
    journal_size_ = at;
    for (auto& e : entries_) e->track.close();
    leave_out_behind();
    if (how_ == access::read) return;
    if (std::count(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), '\n') > most_torn)
        throw std::system_error(std::make_error_code(std::errc::io_error), folder_.string() + " lacks media");
    journal_->truncate(at);
    for (auto& e : entries_) e->file->truncate(e->track.bytes());
}

void recording::put(recorded_part part) {
    {
        const std::lock_guard lock(queue_mutex_);
        if (stopping_) return;
        if (waiting_ + part.bytes->size() > with_.most_waiting) {
            overflowed_ = true;
            return;
        }
        waiting_ += part.bytes->size();
        queue_.push_back(std::move(part));
    }
    came_.notify_one();
}

void recording::leave_out(std::string track, std::int64_t to_msn) {
    {
        const std::lock_guard lock(queue_mutex_);
        if (stopping_) return;
        queue_.push_back(left_out{std::move(track), to_msn});
    }
    came_.notify_one();
}

void recording::on_segment(std::function<void()> came) {
    const std::lock_guard lock(calling_);
    came_segment_ = std::move(came);
}

void recording::finish() {
    const std::lock_guard once(finishing_);
    {
        const std::lock_guard lock(queue_mutex_);
        stopping_ = true;
    }
    came_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void recording::run() {
    bool more = true;
    while (more) {
        decltype(queue_) batch;
        bool overflowed = false;
        {
            std::unique_lock lock(queue_mutex_);
            came_.wait_for(lock, with_.sync_every, [this] { return !queue_.empty() || stopping_; });
            batch.swap(queue_);
            overflowed = std::exchange(overflowed_, false);
            more = !stopping_;
        }
        for (const auto& next : batch) {
            std::visit([this](const auto& one) { write(one); }, next);
            const auto* part = std::get_if<recorded_part>(&next);
            const std::lock_guard lock(queue_mutex_);
            if (part) waiting_ -= part->bytes->size();
        }
        if (overflowed) fail(recording_trouble::disk_slow, {});
        if (steady_clock::now() - synced_at_ >= with_.sync_every || !more) sync();
    }
    const std::lock_guard lock(mutex_);
    for (auto& e : entries_) e->track.close();
    finished_ = true;
}

std::error_code recording::ask_disk() {
    struct statvfs disk {};
    if (::statvfs(folder_.c_str(), &disk) != 0) return {errno, std::generic_category()};
    free_bytes_ = std::uint64_t{disk.f_bavail} * disk.f_frsize;
    return {};
}

bool recording::disk_takes(std::size_t bytes) {
    if (steady_clock::now() < retry_at_) return false;
    if (const auto ec = ask_disk()) {
        fail(recording_trouble::disk_failed, ec);
        return false;
    }
    if (free_bytes_ >= with_.keep_free + bytes) return true;
    fail(recording_trouble::disk_full, {});
    return false;
}

void recording::fail(recording_trouble what, const std::error_code& why) {
    failed_at_ = steady_clock::now();
    if (what != recording_trouble::disk_slow) retry_at_ = failed_at_ + with_.retry_after;
    const std::lock_guard lock(mutex_);
    trouble_ = what;
    reason_ = why ? why.message() : std::string();
}

// The bytes first, then the line that speaks of them. Only this thread changes what `to` says.
std::error_code recording::append(entry& to, std::string_view bytes, const journal_line& line) {
    if (const auto ec = to.file->write(to.track.bytes(), bytes)) return ec;
    to.dirty = true;
    const auto text = journal_text(line);
    if (const auto ec = journal_->write(journal_size_, text)) {
        journal_->truncate(journal_size_); // half a line would end the journal there
        return ec;
    }
    journal_size_ += text.size();
    return {};
}

void recording::write(const recorded_part& part) {
    entry* to = nullptr;
    try {
        to = &entry_of(part.track);
    } catch (const std::system_error& e) {
        return fail(recording_trouble::disk_failed, e.code());
    }
    const bool fresh = !to->init || *to->init != *part.init;
    const bool fits = fresh ? part.index == 0 : to->track.continues(part.msn, part.index);
    if (!fits || !disk_takes(part.bytes->size())) return;
    if (fresh) {
        const auto ec = append(*to, *part.init, journal_init{part.track, part.init->size()});
        if (ec) return fail(recording_trouble::disk_failed, ec);
        const std::lock_guard lock(mutex_);
        if (to->track.add_init(*part.init)) return;
        to->init = part.init;
    }
    const journal_part line{
        part.track,   part.msn,         part.run,          part.start_us, part.end_us - part.start_us,
        part.samples, part.independent, part.bytes->size()};
    if (const auto ec = append(*to, *part.bytes, line)) return fail(recording_trouble::disk_failed, ec);
    {
        const std::lock_guard lock(mutex_);
        to->track.add_part(line, beside(*to, line.msn));
        if (steady_clock::now() - failed_at_ >= with_.tell_for) trouble_ = recording_trouble::none;
    }
    if (part.index == 0) tell_of_segment();
}

void recording::write(const left_out& gone) {
    {
        const std::lock_guard lock(mutex_);
        const auto found =
            std::ranges::find(entries_, gone.track, [](const auto& e) { return e->track.name(); });
        if (found == entries_.end() || (*found)->track.empty()) return;
        const auto* other = beside(**found, gone.to_msn);
        if (!other) return;
        (*found)->track.leave_out(gone.to_msn, *other);
    }
    tell_of_segment();
}

void recording::tell_of_segment() {
    const std::lock_guard lock(calling_);
    if (came_segment_) came_segment_();
}

void recording::sync() {
    std::error_code failed;
    for (auto& e : entries_) {
        if (std::exchange(e->dirty, false))
            if (const auto ec = e->file->sync()) failed = ec;
    }
    if (const auto ec = journal_->sync()) failed = ec;
    if (failed) fail(recording_trouble::disk_failed, failed);
    synced_at_ = steady_clock::now();
}

} // namespace jiangtang::origin
