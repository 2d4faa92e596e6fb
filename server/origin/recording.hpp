// The recording of one event on disk: what its tracks put out is appended as it comes, by a thread of its own, and
// read back for the time-shift, after a restart, and as the replay. Trouble with the disk never reaches the stream.
// Thread-safe. Must not know HTTP or the event.
#pragma once

#include "origin/answer.hpp"
#include "origin/media_file.hpp"
#include "origin/recorded_track.hpp"
#include "origin/request.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <variant>
#include <vector>

namespace jiangtang::origin {

struct recording_settings {
    std::uint64_t keep_free = 1u << 30;          // bytes that are left to others on the disk
    std::size_t most_waiting = 64u << 20;        // bytes in memory that the disk has not taken yet
    std::chrono::milliseconds segment{2000};     // the usual length of a segment
    std::chrono::milliseconds sync_every{2000};  // what a power cut may cost
    std::chrono::milliseconds retry_after{1000}; // when the disk failed
    std::chrono::milliseconds tell_for{
        10'000}; // health() speaks of trouble until it has been over for so long
};

enum class recording_trouble { none, disk_full, disk_failed, disk_slow };

struct recording_health {
    recording_trouble trouble = recording_trouble::none;
    std::string reason;           // the system's words, of disk_failed
    std::int64_t starts_at = 0;   // UTC ms of the first picture or sound; 0: nothing yet
    std::int64_t duration_ms = 0; // of the replay, as it would be now
    std::uint64_t bytes = 0;
    std::uint64_t free_bytes = 0; // on the disk
};

// A part on its way to the disk, with what its track was when it came.
struct recorded_part {
    std::string track;
    shared_bytes init;
    std::int64_t msn = 0;
    std::int64_t index = 0; // in its segment
    std::int64_t run = 0;
    std::int64_t start_us = 0;
    std::int64_t end_us = 0;
    std::uint32_t samples = 0;
    bool independent = false;
    shared_bytes bytes;
};

struct left_out {
    std::string track;
    std::int64_t to_msn = 0;
};

// The end of a recorded track, with its bytes, so that a stream can go on after a restart.
struct track_tail {
    std::string name;
    codec_info codec;
    std::vector<segment> segments; // complete
    std::map<std::int64_t, shared_bytes> inits;
};

// A time in which nothing was recorded.
struct recording_gap {
    std::int64_t at_us = 0; // position in the replay
    std::int64_t us = 0;    // how long
};

class recording {
public:
    // To write: goes on after the last part that is whole in the folder, or makes it; what a crash tore is cut off, and
    // when that would be more than a few parts, as in a folder that lost a file, it throws instead. To read: leaves
    // everything as it is; finished from the start. Uses the disk: not for an io thread. Throws std::system_error.
    using access = media_file::access;
    recording(std::filesystem::path folder, recording_settings with, access how = access::write);
    // finish().
    ~recording();

    // Takes a part; never waits for the disk. What the disk does not take is left out, from there to the beginning
    // of the next segment.
    void put(recorded_part part);
    // Nobody feeds this track while others go on: it has gaps up to the segment `to_msn`, as the live playlist has.
    void leave_out(std::string track, std::int64_t to_msn);

    // Calls `came` from the recording's thread whenever a segment has become complete; an empty one ends that. No call
    // is running any more when this returns.
    void on_segment(std::function<void()> came);

    // Returns when all that was put is on the disk; nothing more is taken after that.
    void finish();

    // Playlists from the beginning on, and the media they name; `form` event or vod. A media answer has a slice
    // instead of a body. No parts.
    answer get(const resource& r, playlist_form form, bool skip) const;

    // The tracks' last segments, together at least `length`, read from the disk.
    std::vector<track_tail> tails(std::chrono::milliseconds length) const;

    // The number of the last complete segment; nothing when the track has none.
    std::optional<std::int64_t> last_complete(const std::string& track) const;
    bool empty() const;
    bool finished() const;
    recording_health health() const;
    // UTC ms at which the last part ends; 0 when there is none.
    std::int64_t ends_at() const;
    // Where in the replay a moment is, and what is missing in it.
    std::int64_t position_us(std::int64_t utc_us) const;
    std::vector<recording_gap> gaps() const;

    // A track for the downloadable file: the largest picture, or the first sound, of those that were there nearly all the
    // time. Null when there is none.
    struct track_files {
        recorded_track track;
        std::shared_ptr<const media_file> file;
    };
    std::unique_ptr<const track_files> best(bool video) const;

private:
    struct entry {
        explicit entry(std::string name) : track(std::move(name)) {}
        recorded_track track;
        std::shared_ptr<media_file> file;
        shared_bytes init; // the last one put
        bool dirty = false;
    };

    void recover();
    void leave_out_behind();
    bool apply(const journal_line& line);
    entry& entry_of(const std::string& name);
    const entry* find(const std::string& name) const;
    const entry* leader() const;
    const recorded_track* beside(const entry& of, std::int64_t to_msn) const;

    void run();
    void write(const recorded_part& part);
    void write(const left_out& gone);
    void tell_of_segment();
    std::error_code append(entry& to, std::string_view bytes, const journal_line& line);
    bool disk_takes(std::size_t bytes);
    std::error_code ask_disk();
    void fail(recording_trouble what, const std::error_code& why);
    void sync();

    answer playlist(const entry& e, playlist_form form, bool skip) const;
    answer multivariant(playlist_form form) const;
    std::int64_t target_s() const;

    const std::filesystem::path folder_;
    const recording_settings with_;
    const access how_;
    std::unique_ptr<media_file> journal_;
    std::uint64_t journal_size_ = 0;
    std::chrono::steady_clock::time_point retry_at_{};
    std::chrono::steady_clock::time_point synced_at_{};
    std::chrono::steady_clock::time_point failed_at_{};
    std::atomic<std::uint64_t> free_bytes_{0}; // when the disk was last asked

    mutable std::mutex mutex_; // guards what is known of the disk
    std::vector<std::unique_ptr<entry>> entries_;
    recording_trouble trouble_ = recording_trouble::none;
    std::string reason_;
    bool finished_ = false;
    struct rendered {
        std::size_t segments = 0; // of the track when it was made
        bool finished = false;
        shared_bytes text;
    };
    mutable std::map<std::tuple<std::string, playlist_form, bool>, rendered>
        rendered_; // the bool: a delta update

    std::mutex queue_mutex_; // never held together with mutex_
    std::condition_variable came_;
    std::deque<std::variant<recorded_part, left_out>> queue_;
    std::size_t waiting_ = 0; // bytes that came and are not written
    bool overflowed_ = false;
    bool stopping_ = false;
    std::mutex finishing_;
    std::mutex calling_; // held during a call of came_segment_
    std::function<void()> came_segment_;
    std::thread thread_;
};

} // namespace jiangtang::origin
