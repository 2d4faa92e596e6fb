#include "app/presence.hpp"

#include "app/topics.hpp"
#include "wire/questions.hpp"

namespace jiangtang::app {

void presence::set(const domain::caller& who, const std::string& question) {
    std::lock_guard hold{mutex_};
    auto& open = events_[who.event()];
    if (question.empty()) {
        if (open.erase(who.connection) == 0) return;
    } else {
        auto& own = open[who.connection];
        if (own.question == question) return;
        own = {who.member.id, who.member.name, question};
    }
    hub_.broadcast(who.event(), topic_moderators, hub_.frame(message_locked(who.event())));
}

std::string presence::message(const std::string& event) const {
    std::lock_guard hold{mutex_};
    const auto at = events_.find(event);
    return at == events_.end() || at->second.empty() ? std::string{} : message_locked(event);
}

std::string presence::message_locked(const std::string& event) const {
    std::vector<wire::open_by> all;
    for (const auto& [connection, one] : events_.at(event))
        all.push_back({one.staff, one.name, one.question});
    return wire::presence_message(all);
}

} // namespace jiangtang::app
