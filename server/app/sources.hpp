// Keeps a jiangtang-media running for every live event that has a source: started at 开始直播, started again when it dies,
// exchanged when the source changes, ended at 结束直播. The media program is a process of its own, so that a codec that
// crashes takes nobody along.
#pragma once

#include "app/supervised.hpp"

#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace jiangtang::app {

class sources {
public:
    /// `ladder` names the pictures that are made of every source ("720:2000,480:900"); empty: the program's own.
    /// A source's own picture of up to `pass_through` kbit/s may take the place of the largest.
    sources(std::filesystem::path program, std::string ladder, int pass_through)
        : program_{std::move(program)}, ladder_{std::move(ladder)}, pass_through_{pass_through} {}

    /// Where the media program is to push to: "http://127.0.0.1:8080". Nothing is started before this is known.
    void push_to(std::string server);

    /// What the picture of an event is taken from.
    struct setup {
        std::string uri; // empty: a publisher pushes by himself
        std::string key, theme;
        std::string rule; // what --guarded says of an organizer's choice; empty for the operator's own
        bool operator==(const setup&) const = default;
    };
    /// While the event is live, the running encoder is exchanged at once.
    void set(const std::string& event, setup what);

    /// Starts or ends the event's process; returns at once.
    void follow(const std::string& event, bool live);

    /// How often the encoder of an event died and was started again since the stream was started.
    int restarts(const std::string& event) const;

    /// Ends them all.
    void stop();

private:
    struct source {
        setup what;
        bool live = false;
        std::unique_ptr<supervised> process;
    };
    supervised::command command_of(const std::string& event, const setup&) const;
    void run(const std::string& event, source&);
    void end(source&);

    std::filesystem::path program_;
    std::string ladder_;
    int pass_through_;
    mutable std::mutex mutex_;
    std::string server_;
    std::map<std::string, source> sources_;
    std::vector<std::future<void>> ending_; // a process may take seconds to end: never on the caller's thread
};

} // namespace jiangtang::app
