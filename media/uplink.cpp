#include "media/uplink.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>

namespace jiangtang::media {

namespace net = boost::asio;

uplink::uplink(std::function<void()> refused) : refused_(std::move(refused)) {}

uplink::~uplink() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
}

publisher& uplink::add(publisher::settings with) {
    tracks_.push_back(std::make_unique<publisher>(io_, std::move(with), refused_));
    return *tracks_.back();
}

void uplink::start() {
    running_ = tracks_.size();
    for (auto& track : tracks_)
        net::co_spawn(io_, track->run(), [this](std::exception_ptr broken) {
            if (broken) std::rethrow_exception(broken); // ends the process: a track must not die unseen
            if (running_ == 0) return;                  // finish() has given up on the tracks
            --running_;
            running_.notify_all();
        });
    thread_ = std::thread([this] {
        const auto work = net::make_work_guard(io_);
        io_.run();
    });
}

void uplink::finish(std::chrono::milliseconds limit) {
    for (auto& track : tracks_) track->finish();
    // The deadline lets the wait below end by itself.
    net::steady_timer deadline(io_, limit);
    deadline.async_wait([this](boost::system::error_code e) {
        if (!e) {
            running_ = 0;
            running_.notify_all();
        }
    });
    for (auto left = running_.load(); left != 0; left = running_.load()) running_.wait(left);
    io_.stop();
    if (thread_.joinable()) thread_.join();
}

} // namespace jiangtang::media
