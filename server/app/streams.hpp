// The live streams: one origin per event, whether the public may see it, and who is publishing.
#pragma once

#include "app/recordings.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "origin/recorded_mp4.hpp"
#include "origin/stream.hpp"
#include "wire/stream_state.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace jiangtang::app {

class streams {
public:
    streams(origin::settings how, clock_fn clock, const recordings& kept)
        : how_{how}, now_{std::move(clock)}, kept_{kept} {}

    /// The stream of an event, made when it is first wanted.
    std::shared_ptr<origin::stream> of(const std::string& event);

    /// The stream that the public may watch; null before the start.
    std::shared_ptr<origin::stream> watched(const std::string& event) const;

    /// Makes the stream what the event is, whoever pressed what last: `is_live` is asked once no other move of this event
    /// is under way. Live: the public may watch, and it is recorded; after an end the stream goes on where it was, or begins
    /// anew (see recordings::go_on). Not live: playlists say that it is over, and the recording is whole when this returns.
    /// Uses the disk: not for an io thread. `restarted`: the program was, while the event was live.
    void settle(const std::string& event, const std::function<bool()>& is_live, bool restarted = false);

    /// The recording of an event that is over; null when none is open. One that was recorded by an earlier run of the
    /// program is opened first by load_replay(), which uses the disk.
    std::shared_ptr<const origin::recording> replay(const std::string& event) const;
    std::shared_ptr<const origin::recording> load_replay(const std::string& event);
    /// The same as one file to download; null until load_download(), which uses the disk, has laid it out, and when it cannot be.
    std::shared_ptr<const origin::recorded_mp4> download(const std::string& event) const;
    std::shared_ptr<const origin::recorded_mp4> load_download(const std::string& event);
    /// Between its start and its end.
    bool is_running(const std::string& event) const;

    /// A publisher came (+1) or went (-1). True when the stream as a whole became connected or disconnected by it.
    bool count_publisher(const std::string& event, int change);
    void set_problem(const std::string& event, std::string sentence);

    /// Where the picture comes from, for the organizer's eyes: without its secrets.
    void set_source(const std::string& event, std::string source);
    /// What the origin and the publishers tell; app::signals adds to it.
    wire::stream_state state(const std::string& event) const;
    /// The events between 开始直播 and 结束直播.
    std::vector<std::string> live() const;

    void give_up();

private:
    struct entry {
        std::shared_ptr<origin::stream> stream;
        std::shared_ptr<origin::recording> recording;    // written to
        std::shared_ptr<const origin::recording> replay; // of an event that is over
        std::shared_ptr<const origin::recorded_mp4> download;
        // Held while the stream starts, ends or is loaded; taken before mutex_.
        std::shared_ptr<std::mutex> moving = std::make_shared<std::mutex>();
        bool open = false; // to the public
        bool over = false;
        int publishers = 0;
        unix_ms since = 0;
        std::string problem, source;
    };
    entry& entry_of(const std::string& event);
    std::shared_ptr<origin::stream> make_stream() const;
    std::shared_ptr<std::mutex> moving(const std::string& event);
    void start(const std::string& event, bool restarted);
    void end(const std::string& event);

    origin::settings how_;
    clock_fn now_;
    const recordings& kept_;
    mutable std::mutex mutex_;
    std::map<std::string, entry> entries_;
};

} // namespace jiangtang::app
