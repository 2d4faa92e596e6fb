#include "media/reporter.hpp"

#include "media/http_answer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <spdlog/spdlog.h>

#include <array>

namespace jiangtang::media {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;
using namespace std::chrono_literals;

namespace {

constexpr auto step_limit = 3s; // for a connection, and for one report with its answer
constexpr std::size_t answer_bytes = 16 * 1024;
constexpr int no_content = 204;

std::string request(const push_target& to, const std::string& key, const std::string& body) {
    const auto host = to.host.find(':') == std::string::npos ? to.host : "[" + to.host + "]";
    return "PUT " + to.path + "/signal HTTP/1.1\r\nHost: " + host + ":" + to.port +
           "\r\nAuthorization: Bearer " + key +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

} // namespace

reporter::reporter(settings with, std::function<std::string()> report)
    : with_(std::move(with)), report_(std::move(report)) {
    net::co_spawn(io_, run(), net::detached);
    thread_ = std::thread([this] { io_.run(); });
}

reporter::~reporter() {
    io_.stop();
    thread_.join();
}

void reporter::complain(const std::string& why) {
    if (why != last_complaint_) spdlog::warn("report: {}; trying again", why); // not every two seconds
    last_complaint_ = why;
}

// What is still waiting then fails.
void reporter::limit_time() {
    deadline_.expires_after(step_limit);
    deadline_.async_wait([this](error_code e) {
        error_code ignored;
        if (!e) socket_.close(ignored);
    });
}

net::awaitable<void> reporter::pause(std::chrono::milliseconds how_long) {
    pause_.expires_after(how_long);
    co_await pause_.async_wait(net::use_awaitable);
}

net::awaitable<void> reporter::run() {
    for (;;) {
        if (co_await connect())
            while (co_await exchange()) co_await pause(with_.every);
        error_code ignored;
        socket_.close(ignored);
        co_await pause(with_.retry);
    }
}

net::awaitable<bool> reporter::connect() {
    error_code error;
    tcp::resolver resolver(io_);
    const auto found = co_await resolver.async_resolve(with_.to.host, with_.to.port,
                                                       net::redirect_error(net::use_awaitable, error));
    limit_time();
    if (!error) co_await net::async_connect(socket_, found, net::redirect_error(net::use_awaitable, error));
    deadline_.cancel();
    if (error) complain("cannot connect: " + error.message());
    co_return !error;
}

// One report and its answer; false when the connection is to begin anew.
net::awaitable<bool> reporter::exchange() {
    const auto bytes = request(with_.to, with_.key, report_());
    error_code error;
    limit_time();
    co_await net::async_write(socket_, net::buffer(bytes), net::redirect_error(net::use_awaitable, error));
    bool went_well = false;
    if (!error) went_well = co_await read_answer();
    else complain(error.message());
    deadline_.cancel();
    co_return went_well;
}

net::awaitable<bool> reporter::read_answer() {
    std::array<char, 4096> some{};
    std::string raw;
    http_answer answer;
    while (raw.size() < answer_bytes && answer.status != no_content && !answer.complete) {
        error_code error;
        const auto n = co_await socket_.async_read_some(net::buffer(some),
                                                        net::redirect_error(net::use_awaitable, error));
        raw.append(some.data(), n);
        answer = parse_answer(raw);
        if (error) break;
    }
    if (answer.status == no_content) {
        last_complaint_.clear();
        co_return true;
    }
    complain(answer.status == 0 ? "the server closed the connection"
                                : fmt::format("the server answered {}: {}", answer.status, answer.reason()));
    co_return false;
}

} // namespace jiangtang::media
