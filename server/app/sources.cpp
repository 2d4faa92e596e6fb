#include "app/sources.hpp"

#include <chrono>

namespace jiangtang::app {

using namespace std::chrono_literals;

void sources::push_to(std::string server) {
    std::lock_guard hold{mutex_};
    server_ = std::move(server);
    for (auto& [event, s] : sources_)
        if (s.live) run(event, s);
}

void sources::set(const std::string& event, setup what) {
    std::lock_guard hold{mutex_};
    auto& s = sources_[event];
    s.what = std::move(what);
    if (s.live) run(event, s);
}

void sources::follow(const std::string& event, bool live) {
    std::lock_guard hold{mutex_};
    auto it = sources_.find(event);
    if (it == sources_.end()) return;
    it->second.live = live;
    if (live) run(event, it->second);
    else end(it->second);
}

int sources::restarts(const std::string& event) const {
    std::lock_guard hold{mutex_};
    auto it = sources_.find(event);
    return it != sources_.end() && it->second.process ? it->second.process->restarts() : 0;
}

supervised::command sources::command_of(const std::string& event, const setup& what) const {
    supervised::command c;
    c.arguments = {program_.string(), "--push", server_ + "/ingest/" + event};
    if (!what.theme.empty()) c.arguments.insert(c.arguments.end(), {"--theme", what.theme});
    if (!what.rule.empty()) c.arguments.insert(c.arguments.end(), {"--guarded", what.rule});
    if (!ladder_.empty()) c.arguments.insert(c.arguments.end(), {"--ladder", ladder_});
    c.arguments.insert(c.arguments.end(), {"--pass", std::to_string(pass_through_)});
    // Secrets (the key, a passphrase in the source) go by the environment: everybody on the machine can read arguments.
    // The clock in the picture is the hall's, as on the pages: UTC+8 in POSIX notation needs no time zone files.
    c.environment = {"JIANGTANG_INGEST_KEY=" + what.key, "JIANGTANG_SOURCE=" + what.uri, "TZ=CST-8"};
    return c;
}

/// Under the lock: the process that the event is to have, whatever runs now.
void sources::run(const std::string& event, source& s) {
    if (s.what.uri.empty()) return end(s);
    if (server_.empty() || program_.empty()) return;
    auto command = command_of(event, s.what);
    if (s.process) s.process->change_to(std::move(command));
    else s.process = std::make_unique<supervised>(event, std::move(command));
}

void sources::end(source& s) {
    std::erase_if(ending_, [](auto& f) { return f.wait_for(0s) == std::future_status::ready; });
    if (!s.process) return;
    ending_.push_back(std::async(std::launch::async, [p = std::move(s.process)]() mutable { p.reset(); }));
}

void sources::stop() {
    std::map<std::string, source> all;
    std::vector<std::future<void>> ending;
    std::lock_guard hold{mutex_};
    all.swap(sources_);
    ending.swap(ending_);
}

} // namespace jiangtang::app
