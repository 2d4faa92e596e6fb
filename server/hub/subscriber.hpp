// What the hub deals in: already framed shared bytes, a notice with its topics, and whoever hears them.
// Must not know what a topic means, what the bytes say, or what carries them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace jiangtang::hub {

/// A whole message, framed once and shared by everybody who gets it. Never null where a frame is asked for.
using bytes = std::shared_ptr<const std::string>;

/// A set of topics, one bit each; what a bit means is decided by whoever joins and publishes.
using topic_mask = std::uint8_t;

/// One thing that happened. Heard by the members whose topics meet `topics`, and by the member whose
/// addressee is `to` (when not empty) even without the topic.
struct notice {
    std::int64_t seq = 0;
    topic_mask topics = 0;
    std::string to{};
    bytes frame{};
};

/// One connection. The hub calls it only on the thread of the shard it joined on, and it may leave the room
/// (end its subscription) inside these calls.
class subscriber {
public:
    virtual ~subscriber() = default;

    /// Takes one frame; never blocks, never throws. `more` says that another frame follows at once in the
    /// same turn, so that a sender may hand several to the system in one call. The frame after the last
    /// `more` comes with `more` false.
    virtual void deliver(const bytes& frame, bool more) = 0;

    /// The connection is to end with this WebSocket close code (RFC 6455 section 7.4) after what was
    /// delivered before.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
};

} // namespace jiangtang::hub
