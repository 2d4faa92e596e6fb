// The live stream of one event: publishers feed named tracks, players read low-latency HLS.
// Thread-safe. Must not know HTTP, the event, or who may publish: the caller has checked that.
#pragma once

#include "origin/answer.hpp"
#include "origin/errors.hpp"
#include "origin/health.hpp"
#include "origin/ingest.hpp"
#include "origin/recording.hpp"
#include "origin/request.hpp"
#include "origin/settings.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace jiangtang::origin {

class core;

class stream {
public:
    // `now_ms` is the UTC clock in milliseconds; it is called from the threads that call this object, some
    // of them under its lock, and by no connection of a publisher that outlives the stream.
    stream(settings s, std::function<std::int64_t()> now_ms);
    // Ends the stream, so that every waiter is called.
    ~stream();
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    // Opens a publisher's connection to `track`. Muxed picture and sound become the track of this name and
    // one for the sound: `audio` beside `video`, else `{track}-audio`. A second publisher of a track takes over when its first
    // part is complete (video: one that begins with a key frame), so that one which sends rubbish never
    // interrupts a good one; but not within settings::take_over_rest of such a change. Fails with bad_track_name, too_many_tracks, stream_ended.
    result<std::unique_ptr<ingest>> publish(std::string_view track);

    // Answers at once, from the recording what is no longer in memory. status::wait: the request is for something that comes soon; see when_ready.
    answer get(std::string_view path, const query& q);

    // Calls `done` exactly once, never with status::wait: at once in the calling thread when get() would
    // not wait, else later from the thread that pushes, gives up, or ends the stream. `done` runs without any
    // lock and may call this object; it should only hand the answer over to the connection's own thread.
    using callback = std::function<void(answer)>;
    void when_ready(std::string_view path, const query& q, callback done);

    // Answers timed_out to those who have waited for three target durations (6.2.5.2), and lets sound go
    // on by itself when the picture has stalled. To be called about four times a second.
    void give_up(std::int64_t now_ms);

    // From the next segment on all tracks are recorded there. A stream that has no media yet goes on where the
    // recording ends: its last minute is listed again, its numbers continue, and what comes next follows a
    // discontinuity. Reads the disk. To be called once.
    void record(std::shared_ptr<recording> to);

    // The broadcast is over: playlists get EXT-X-ENDLIST, waiters an answer, publishers stream_ended.
    void end();

    stream_health health() const;

private:
    std::shared_ptr<core> core_;
};

} // namespace jiangtang::origin
