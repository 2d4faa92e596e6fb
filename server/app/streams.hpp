// The live streams: one origin per event, whether the public may see it, and who is publishing.
#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
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
    streams(origin::settings how, clock_fn clock) : how_{how}, now_{std::move(clock)} {}

    /// The stream of an event, made when it is first wanted.
    std::shared_ptr<origin::stream> of(const std::string& event);

    /// The stream that the public may watch; null before the start.
    std::shared_ptr<origin::stream> watched(const std::string& event) const;

    /// 开始直播: the public may watch; after an end the stream begins anew. 结束直播: playlists say that it is over.
    void start(const std::string& event);
    void end(const std::string& event);

    /// A publisher came (+1) or went (-1). True when the stream as a whole became connected or disconnected by it.
    bool count_publisher(const std::string& event, int change);
    void set_problem(const std::string& event, std::string sentence);

    /// Where the picture comes from, for the organizer's eyes.
    void set_source(const std::string& event, std::string source);
    wire::stream_state state(const std::string& event) const;

    void give_up();

private:
    struct entry {
        std::shared_ptr<origin::stream> stream;
        bool open = false; // to the public
        bool over = false;
        int publishers = 0;
        unix_ms since = 0;
        std::string problem, source;
    };
    entry& entry_of(const std::string& event);

    origin::settings how_;
    clock_fn now_;
    mutable std::mutex mutex_;
    std::map<std::string, entry> entries_;
};

} // namespace jiangtang::app
