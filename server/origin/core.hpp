// The state behind stream and ingest, under one lock: tracks, the plan of segments, held requests.
// Only stream.cpp and ingest.cpp use it. Callbacks never run under the lock.
#pragma once

#include "origin/errors.hpp"
#include "origin/fragment.hpp"
#include "origin/health.hpp"
#include "origin/plan.hpp"
#include "origin/playlist.hpp"
#include "origin/request.hpp"
#include "origin/track.hpp"
#include "origin/waiters.hpp"
#include "origin/wall_map.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace jiangtang::origin {

// One publisher's connection as the core sees it. Touched by that publisher's thread only.
struct feed {
    std::shared_ptr<track> to;
    std::uint64_t number = 0; // of publish(); the newest wins
    track_init init;
    shared_bytes init_bytes;
    bool fresh = true; // `init` is not in force yet
    std::int64_t next_ticks = 0;
};

class core : public std::enable_shared_from_this<core> {
public:
    core(settings s, std::function<std::int64_t()> now_ms);

    // Publishers' side.
    result<feed> enter(std::string_view track_name);
    std::error_code deliver(feed& f, const fragment& fr, shared_bytes bytes);
    // `why`: the error that ended the connection, or none.
    void leave(feed& f, std::error_code why);
    void end();
    void answer_waiters();
    // See stream.hpp.
    void record(std::shared_ptr<recording> to);
    // Nobody needs the stream any more: the recording is not this object's to end.
    void let_go();

    // Players' side; see stream.hpp.
    answer get(std::string_view path, const query& q);
    void when_ready(std::string_view path, const query& q, callback done);
    void give_up(std::int64_t now_ms);
    stream_health health() const;

    const settings& limits() const { return settings_; }

private:
    struct rendered {
        std::uint64_t version = 0;
        shared_bytes text;
    };

    // core.cpp: all of these with the lock held.
    std::error_code take(feed& f, const fragment& fr, shared_bytes bytes, std::int64_t now_ms);
    // How a part follows what its track has.
    enum class joint {
        none, // goes on
        head, // goes on with another init segment: begins a segment
        anew  // does not continue it: another publisher, other media, or a jump in time
    };
    result<joint> join_of(const feed& f, const fragment& fr, std::int64_t start_us,
                          std::int64_t now_ms) const;
    std::error_code within_bounds(const track& t, std::size_t size) const;
    bool has_place(const track& t, const media_part& part) const;
    void place(track& t, media_part part, joint how, std::int64_t now_ms);
    void put(track& t, const boundary& b, media_part part, std::int64_t now_ms);
    void put_held(track& t, std::int64_t now_ms);
    void release(std::int64_t now_ms);
    void settle();
    void trim(track& t);
    void leave_out_absent(std::int64_t now_ms);
    void restore(std::vector<track_tail> tails);
    bool returns(const track& t, std::int64_t offset_before_us, std::int64_t now_ms) const;
    const track* leader(std::int64_t now_ms) const;
    bool alive(const track& t, std::int64_t now_ms) const;
    std::int64_t slack_us(const track& t) const;
    std::int64_t target_s() const;
    std::int64_t longest_usual_part_us() const;

    // core_answers.cpp: with the lock held.
    answer evaluate(const resource& r, const query& q, wanted& what);
    answer evaluate(const wanted& what);
    answer time_shift(const wanted& what) const;
    answer playlist(track& t, const wanted& what);
    shared_bytes rendered_playlist(const track& t, playlist_form form, bool skip);
    answer check_reload(const track& t, const wanted& what) const;
    answer part(const track& t, const wanted& what) const;
    answer init_or_segment(const resource& r) const;
    answer multivariant(playlist_form form);
    bool index_ready(std::int64_t now_ms);
    std::optional<part_name> hint(const track& t) const;
    std::vector<rendition> renditions() const;
    media_view view_of(const track& t, playlist_form form) const;
    track* find(std::string_view name) const;

    const settings settings_;
    const std::function<std::int64_t()> now_;
    mutable std::mutex mutex_;
    plan plan_;
    wall_map map_;
    std::vector<std::shared_ptr<track>> tracks_;
    waiters waiters_;
    // By track ("" is the multivariant playlist), form, and whether it is a delta update.
    std::map<std::tuple<std::string, playlist_form, bool>, rendered> rendered_;
    std::shared_ptr<recording> recording_;
    std::uint64_t version_ = 1; // of all that playlists show
    std::uint64_t last_publisher_ = 0;
    bool ended_ = false;
    bool index_ready_ = false;
};

} // namespace jiangtang::origin
