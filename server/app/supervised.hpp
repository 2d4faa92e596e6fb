// One supervised child process: started at once, again after it ends, until destroyed. Knows nothing of media.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace jiangtang::app {

class supervised {
public:
    struct command {
        std::vector<std::string> arguments;   // the program first
        std::vector<std::string> environment; // "NAME=value", on top of ours
        bool operator==(const command&) const = default;
    };

    /// `name` is what the log calls it. A program that ran for two seconds is started again 0.1 s after its end; one that
    /// dies sooner, again and again, waits for twice as long each time, 5 s at most.
    supervised(std::string name, command what);

    /// Ends it: SIGTERM, and SIGKILL two seconds later.
    ~supervised();

    /// Ends what runs and starts this instead; the same command again changes nothing. Returns at once.
    void change_to(command what);

    /// How often it was started again after it had ended by itself.
    int restarts() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace jiangtang::app
