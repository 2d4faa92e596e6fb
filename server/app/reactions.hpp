// Reactions are too many to be commits: they are counted in memory, go out with the ticks, and are added to the database every
// few seconds.
#pragma once

#include "domain/reaction.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace jiangtang::store {
class writer;
struct reaction_sum;
} // namespace jiangtang::store

namespace jiangtang::app {

class reactions {
public:
    /// What the database has; before anybody counts.
    void load(const std::vector<store::reaction_sum>&);

    /// Counts `times`, unless this person's command was counted already; the sum afterwards. Any thread.
    std::int64_t add(const std::string& event, domain::reaction, int times, std::string_view actor,
                     std::string_view id);

    /// Whether this person's command was counted, of late. Any thread.
    bool has_counted(std::string_view actor, std::string_view id) const;

    /// The sums of an event by the names of their kinds. Any thread.
    std::map<std::string, std::int64_t> of(const std::string& event) const;

    /// Adds what is new to the database, as one commit; on a thread that may wait for it. What a failed commit did not take
    /// is kept for the next time.
    void save(store::writer&);

private:
    struct count {
        std::int64_t total = 0;
        std::int64_t unsaved = 0;
    };
    using key = std::pair<std::string, domain::reaction>;
    bool is_repeated(std::string_view actor, std::string_view id);

    mutable std::mutex mutex_;
    std::map<key, count> counts_;
    // Commands of late, as hashes: a client sends again within seconds. The older half is forgotten when the younger is full.
    std::unordered_set<std::size_t> recent_, before_;
};

} // namespace jiangtang::app
