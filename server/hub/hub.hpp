// The hub: rooms of connections on every shard, and the ways to speak to all of them at once.
// Deals in shared immutable bytes; must not know the domain, JSON, or WebSocket beyond "already framed".
#pragma once

#include "hub/subscriber.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::hub {

class shard_rooms;
struct member;
struct room_counts;

/// Close codes the hub itself uses.
inline constexpr std::uint16_t close_slow_reader = 4001;

/// How many notices a member that is still holding may have kept for it; one more closes it with 4001.
inline constexpr std::size_t most_held = 4096;

/// Membership of one connection in one room; ends when destroyed. Movable. Every call, and the destruction,
/// happens on the thread of the shard it joined on. The subscriber must outlive it. May outlive the hub.
///
/// It starts *holding*: notices are kept for it, ticks are not. Read the snapshot meanwhile, then release().
class subscription {
public:
    subscription();
    subscription(std::shared_ptr<shard_rooms>, std::unique_ptr<member>);
    subscription(subscription&&) noexcept;
    subscription& operator=(subscription&&) noexcept;
    ~subscription();

    /// Delivers what was held with a seq greater than `after_seq`, in order, and lets the rest flow. A notice
    /// published late with a seq of `after_seq` or less is never delivered: the snapshot already had it.
    void release(std::int64_t after_seq);

    /// From now on other topics are heard (somebody signed in or out).
    void set_topics(topic_mask);

    /// Leaves the room, as the destructor does.
    void leave();
    explicit operator bool() const { return member_ != nullptr; }

private:
    std::shared_ptr<shard_rooms> rooms_;
    std::unique_ptr<member> member_;
};

class hub {
public:
    /// Turns JSON text into a frame that every member may get.
    using framer = std::function<bytes(std::string_view json)>;

    /// One context per shard, each run by one thread. The contexts must outlive the hub, and what the hub
    /// posted to them may still run after it is gone.
    hub(std::vector<boost::asio::io_context*> shards, framer);
    ~hub();
    hub(const hub&) = delete;
    hub& operator=(const hub&) = delete;

    bytes frame(std::string_view json) const { return framer_(json); }

    /// Called on the thread of `shard`. `addressee` is whom notice.to and close() mean, or empty. `viewer`
    /// says whether it is counted by viewers().
    subscription join(std::size_t shard, const std::string& room, subscriber&, topic_mask,
                      std::string addressee, bool viewer);

    /// A batch of notices in order of seq: one post per shard. Any thread, but one thread at a time per room,
    /// or the order is not kept.
    void publish(std::string_view room, std::vector<notice>);

    /// A tick: no seq, not held, lost to those who are still holding. Any thread.
    void broadcast(std::string_view room, topic_mask, bytes frame);

    /// Counts at this moment, about right while people come and go. Any thread.
    std::size_t viewers(std::string_view room) const;
    std::size_t members(std::string_view room) const;
    std::size_t connections() const;

    /// Closes the connections of one addressee in a room (4002 when signed out); of everybody. Any thread.
    void close(std::string_view room, std::string addressee, std::uint16_t code, std::string reason);
    void close_all(std::uint16_t code, std::string reason);
    /// Those of a room's viewers.
    void close_viewers(std::string_view room, std::uint16_t code, std::string reason);

private:
    std::shared_ptr<room_counts> counts_of(const std::string& room);
    std::shared_ptr<const room_counts> find_counts(std::string_view room) const;
    template <class F>
    void on_every_shard(F);

    framer framer_;
    std::vector<boost::asio::io_context*> contexts_;
    std::vector<std::shared_ptr<shard_rooms>> shards_;
    mutable std::shared_mutex counts_mutex_;
    std::map<std::string, std::shared_ptr<room_counts>, std::less<>> counts_;
};

} // namespace jiangtang::hub
