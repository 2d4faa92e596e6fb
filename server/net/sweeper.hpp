// One timer per shard instead of one per connection: every connection of the shard is asked, once an
// interval, whether its time is over. Knows nothing of what the connections are.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>

namespace jiangtang::net {

using steady_time = std::chrono::steady_clock::time_point;

/// A connection on the list of its shard, for as long as it lives. Used on the shard's thread only.
class swept {
public:
    swept() = default;
    swept(const swept&) = delete;
    swept& operator=(const swept&) = delete;
    virtual ~swept();

    /// Called once an interval. May destroy this object, and no other.
    virtual void sweep(steady_time now) = 0;
    /// The server is stopping: finish what is being done and end; with `now` at once.
    virtual void stop(bool now) = 0;

private:
    friend class sweeper;
    swept* previous_ = nullptr;
    swept* next_ = nullptr;
    class sweeper* list_ = nullptr;
};

class sweeper {
public:
    sweeper(boost::asio::io_context&, std::chrono::milliseconds interval);
    ~sweeper();

    void add(swept&);
    void remove(swept&);
    void start();
    /// Ends the timer; stop_all() may still be called.
    void stop();
    void stop_all(bool now);
    std::size_t size() const { return size_; }

private:
    template <class F>
    void for_each(F);
    void arm();
    boost::asio::steady_timer timer_;
    std::chrono::milliseconds interval_;
    swept* first_ = nullptr;
    swept* cursor_ = nullptr; // the next one of a walk, moved on when it is removed meanwhile
    std::size_t size_ = 0;
    bool running_ = false;
};

} // namespace jiangtang::net
