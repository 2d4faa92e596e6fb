// The members of one room on one shard, and all rooms of one shard. Used by one thread only.
// Internal to hub/: others see subscription and hub.
#pragma once

#include "hub/subscriber.hpp"

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::hub {

class room;

/// How many there are on all shards together.
struct room_counts {
    std::atomic<std::size_t> viewers{0};
    std::atomic<std::size_t> members{0};
};

struct member {
    subscriber& who;
    std::string addressee;
    bool viewer = false;
    room* in = nullptr;
    std::size_t at = 0; // its entry in the room
    std::vector<std::pair<std::int64_t, bytes>> held{};
};

class room {
public:
    room(std::string name, std::shared_ptr<room_counts> counts)
        : name_{std::move(name)}, counts_{std::move(counts)} {}

    void add(member&, topic_mask);
    void remove(member&);
    void set_topics(const member&, topic_mask);
    void release(member&, std::int64_t after_seq);

    void deliver(const std::vector<notice>&);
    void broadcast(topic_mask, const bytes&);
    /// Everybody when `addressee` is null.
    void close(const std::string* addressee, std::uint16_t code, std::string_view reason);
    void close_viewers(std::uint16_t code, std::string_view reason);

    const std::string& name() const { return name_; }
    bool can_go() const { return entries_.empty() && walks_ == 0; }

private:
    /// What a fan-out looks at, close together in memory.
    struct entry {
        subscriber* who; // null: it left while somebody walks
        member* self;
        std::int64_t after;
        topic_mask topics;
        bool holding;
    };
    template <class F>
    void walk(F);
    static bool hears(const entry&, const notice&);
    void hold(member&, const notice&);

    std::string name_;
    std::shared_ptr<room_counts> counts_;
    std::vector<entry> entries_;
    int walks_ = 0;
    bool gaps_ = false;
};

/// The rooms of one shard. Held by the hub, by every subscription, and by what the hub posted.
class shard_rooms {
public:
    void join(const std::string& name, const std::shared_ptr<room_counts>&, member&, topic_mask);
    void leave(member&);
    /// Calls `act` with the room of this name if there is one here.
    template <class F>
    void with(const std::string& name, F act) {
        if (auto it = rooms_.find(name); it != rooms_.end()) {
            act(*it->second);
            if (it->second->can_go()) rooms_.erase(it);
        }
    }
    void close_all(std::uint16_t code, std::string_view reason);

private:
    std::map<std::string, std::unique_ptr<room>> rooms_;
};

} // namespace jiangtang::hub
