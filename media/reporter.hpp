// Tells the server once a second what is seen and heard: PUT {push}/signal on one kept connection, on a thread of its
// own. Whatever becomes of it, the stream does not notice. Knows nothing of what the report says.
#pragma once

#include "media/options.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <thread>

namespace jiangtang::media {

class reporter {
public:
    struct settings {
        push_target to;
        std::string key;
        std::chrono::milliseconds every{1000};
        std::chrono::milliseconds retry{2000}; // after a lost connection, and after a refusal
    };

    // Begins at once. `report` gives the JSON of the moment; it is called on the reporter's thread and must not wait.
    reporter(settings with, std::function<std::string()> report);

    // Ends at once, without a last report.
    ~reporter();
    reporter(const reporter&) = delete;
    reporter& operator=(const reporter&) = delete;

private:
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<bool> connect();
    boost::asio::awaitable<bool> exchange();
    boost::asio::awaitable<bool> read_answer();
    boost::asio::awaitable<void> pause(std::chrono::milliseconds how_long);
    void limit_time();
    void complain(const std::string& why);

    settings with_;
    std::function<std::string()> report_;
    std::string last_complaint_;
    boost::asio::io_context io_{1};
    boost::asio::ip::tcp::socket socket_{io_};
    boost::asio::steady_timer deadline_{io_};
    boost::asio::steady_timer pause_{io_};
    std::thread thread_;
};

} // namespace jiangtang::media
