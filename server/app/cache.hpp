// Answers that are the same for everybody, kept until their event changes.
#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace jiangtang::app {

/// A text made from the state of an event at `seq`.
struct cached_text {
    std::int64_t seq = 0;
    std::shared_ptr<const std::string> text;
    unix_ms until = std::numeric_limits<unix_ms>::max(); // what it says of the time holds so long
};

class cache {
public:
    /// What was kept under `kind` for `event`, if nothing has happened in it since.
    cached_text find(const std::string& event, const std::string& kind) const;

    /// Keeps a text, unless the event has moved on meanwhile.
    void keep(const std::string& event, const std::string& kind, cached_text);

    /// The event is at `seq`. Must be called before anybody is told of it: a reader who subscribed, and finds a text here,
    /// then knows that it lacks nothing but what he will be told.
    void advance(const std::string& event, std::int64_t seq);

private:
    struct entry {
        std::int64_t seq = 0;
        std::map<std::string, cached_text> texts;
    };
    mutable std::mutex mutex_;
    std::map<std::string, entry> entries_;
};

} // namespace jiangtang::app
