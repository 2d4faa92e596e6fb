// One HTTP/1.1 connection from its first byte to its end, or to the WebSocket it becomes. Internal to net/.
#pragma once

#include "net/connection.hpp"
#include "net/request_head.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <memory>
#include <optional>

namespace jiangtang::net {

class http_session final : public swept, public std::enable_shared_from_this<http_session> {
public:
    explicit http_session(std::unique_ptr<connection>);

    /// Serves until the connection ends; keeps itself alive meanwhile.
    void start();
    /// Reads one request, says 503 too_many_connections, or to a WebSocket 4003 (a page is not told the status of what
    /// was not opened), and ends; all within settings.close_grace, and as long for the peer's end.
    void start_refusing();

    void sweep(steady_time now) override;
    void stop(bool now) override;

private:
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> refuse_all();
    boost::asio::awaitable<void> say_too_many();
    template <class F>
    void spawn(F coroutine);

    boost::asio::awaitable<std::size_t> next_head();
    /// The functions below return whether another request may follow on this connection.
    boost::asio::awaitable<bool> serve(std::string raw);
    boost::asio::awaitable<bool> answer(const route&, request&, const request_head&);
    boost::asio::awaitable<bool> plain(const route&, request&, const request_head&);
    boost::asio::awaitable<bool> stream_in(const route&, request&, const request_head&);
    boost::asio::awaitable<bool> open_websocket(const route&, request&, const request_head&);
    boost::asio::awaitable<bool> unrouted(const request&, const request_head&, std::string allow);
    boost::asio::awaitable<bool> refuse(const request_head&, response);
    boost::asio::awaitable<bool> send(response, method, bool keep_alive);
    boost::asio::awaitable<bool> send_from(body_source&);
    /// A problem to answer with, or nothing when the caller may.
    boost::asio::awaitable<std::optional<response>> denied(const route&, request&);
    request make_request(request_head&) const;

    std::unique_ptr<connection> on_;
    boost::asio::cancellation_signal cut_;
    bool idle_ = true;       // between requests
    bool streaming_ = false; // its body has no end of its own
    bool last_ = false;      // the server is stopping: no further request
};

} // namespace jiangtang::net
