// One long chunked POST over one TCP connection, and what the server answers to it meanwhile.
// Knows nothing of tracks, queues or trying again. All of it runs on one io thread.
#pragma once

#include "media/http_answer.hpp"
#include "media/options.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace jiangtang::media {

class http_post : public std::enable_shared_from_this<http_post> {
public:
    // `ended` is called when the server answered or closed.
    http_post(boost::asio::io_context& io, std::function<void()> ended);

    // Connects within three seconds and sends the head; from then on the answer is read as it comes. False
    // when that failed, and trouble() says why.
    boost::asio::awaitable<bool> begin(const push_target& to, const std::string& path, const std::string& key,
                                       const std::string& content_type);

    // False when the connection is lost.
    boost::asio::awaitable<bool> send_chunk(const std::string& bytes);
    boost::asio::awaitable<void> send_last_chunk();

    // Ends every wait on the connection with a failure.
    void close();

    bool begun() const { return begun_; }
    bool ended() const { return ended_; }
    const http_answer& answer() const { return answer_; }
    const std::string& trouble() const { return trouble_; }
    void blame(std::string trouble) { trouble_ = std::move(trouble); }

private:
    boost::asio::awaitable<bool> connect(const push_target& to);
    boost::asio::awaitable<void> read_answer();

    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer deadline_;
    std::function<void()> on_ended_;
    std::string raw_;
    http_answer answer_;
    std::string trouble_;
    bool begun_ = false;
    bool ended_ = false;
};

} // namespace jiangtang::media
