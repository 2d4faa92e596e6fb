// Which moderator has which question open: in memory only, for the others' eyes, so that two do not edit one.
#pragma once

#include "domain/caller.hpp"
#include "hub/hub.hpp"

#include <map>
#include <mutex>
#include <string>

namespace jiangtang::app {

class presence {
public:
    explicit presence(hub::hub& hub) : hub_{hub} {}

    /// A member of staff opened a question in the page of this connection, or none any more (empty). Tells the moderators when
    /// that is news. Any thread.
    void set(const domain::caller&, const std::string& question);

    /// What a moderator who joins is told; empty when nobody has anything open. Any thread.
    std::string message(const std::string& event) const;

private:
    struct opened {
        std::string staff, name, question;
    };
    std::string message_locked(const std::string& event) const;

    hub::hub& hub_;
    mutable std::mutex mutex_;
    std::map<std::string, std::map<std::uint64_t, opened>> events_; // by connection
};

} // namespace jiangtang::app
