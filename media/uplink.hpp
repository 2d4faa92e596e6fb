// All tracks of one publisher on one network thread. Knows nothing of GStreamer.
#pragma once

#include "media/publisher.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace jiangtang::media {

class uplink {
public:
    explicit uplink(std::function<void()> refused);
    ~uplink();
    uplink(const uplink&) = delete;
    uplink& operator=(const uplink&) = delete;

    // Adds a track before start(); it lives as long as the uplink.
    publisher& add(publisher::settings with);

    void start();

    // Sends what is queued and the last chunk of every track; gives up after `limit`.
    void finish(std::chrono::milliseconds limit);

private:
    boost::asio::io_context io_{1};
    std::function<void()> refused_;
    std::vector<std::unique_ptr<publisher>> tracks_;
    std::atomic<std::size_t> running_{0};
    std::thread thread_;
};

} // namespace jiangtang::media
