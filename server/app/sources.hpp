// Keeps a jiangtang-media running for every live event that has a source: started at 开始直播, started again when it dies,
// ended at 结束直播. The media program is a process of its own, so that a codec that crashes takes nobody along.
#pragma once

#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace jiangtang::app {

/// One supervised child process: started at once, again after it ends, until destroyed.
class supervised {
public:
    /// `environment` ("NAME=value") comes on top of ours.
    supervised(std::string name, std::vector<std::string> arguments, std::vector<std::string> environment);
    ~supervised();

private:
    struct state;
    std::unique_ptr<state> state_;
};

class sources {
public:
    explicit sources(std::filesystem::path program) : program_{std::move(program)} {}

    /// Where the media program is to push to: "http://127.0.0.1:8080". Nothing is started before this is known.
    void push_to(std::string server);

    /// What the picture of an event is taken from; empty: a publisher pushes by himself.
    void set(const std::string& event, std::string uri, std::string key, std::string theme);

    /// Starts or ends the event's process; returns at once.
    void follow(const std::string& event, bool live);

    /// Ends them all.
    void stop();

private:
    struct source {
        std::string uri, key, theme;
        bool live = false;
        std::unique_ptr<supervised> process;
    };
    void start(const std::string& event, source&);

    std::filesystem::path program_;
    std::mutex mutex_;
    std::string server_;
    std::map<std::string, source> sources_;
    std::vector<std::future<void>> ending_; // a process may take seconds to end: never on the caller's thread
};

} // namespace jiangtang::app
