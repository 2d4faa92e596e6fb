// The program jiangtang-media itself, as it is installed, and the log that it writes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace jiangtang::media::testing {

class media_program {
public:
    using clock = std::chrono::steady_clock;

    // Publishes `source` to a server on `port`, with these arguments besides; `environment` ("NAME=value") goes before ours.
    media_program(const std::string& source, int port, const std::vector<std::string>& more = {},
                  const std::vector<std::string>& environment = {});
    ~media_program(); // SIGKILL
    media_program(const media_program&) = delete;
    media_program& operator=(const media_program&) = delete;

    // When a line with `words` was said for the `times`-th time; nothing when that does not happen within the limit.
    std::optional<clock::time_point> when(const std::string& words, int times = 1,
                                          std::chrono::milliseconds limit = std::chrono::seconds(20));
    bool says(const std::string& words, int times = 1,
              std::chrono::milliseconds limit = std::chrono::seconds(20)) {
        return when(words, times, limit).has_value();
    }
    // All that was said so far.
    std::string log() const;

    // SIGTERM; its exit code.
    int stop();

private:
    struct line {
        std::string text;
        clock::time_point at;
    };
    void listen(int errors);

    pid_t pid_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable said_;
    std::vector<line> lines_;
    std::thread ear_;
};

} // namespace jiangtang::media::testing
