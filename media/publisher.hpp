// Publishes one track: one long chunked POST (DASH-IF Live Media Ingest, interface 1) that begins with
// ftyp+moov and comes again by itself when it is lost. Knows nothing of GStreamer or of what boxes hold.
#pragma once

#include "media/http_post.hpp"
#include "media/options.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace jiangtang::media {

// One moof+mdat.
struct packet {
    std::string bytes;
    bool segment_start = false; // a new connection may begin with it
};

class publisher {
public:
    struct settings {
        push_target to;
        std::string key;
        std::string track;            // "video"
        std::string content_type;     // "video/mp4"
        std::size_t queue_limit = 36; // packets: 12 s; beyond it the oldest whole segments are dropped
        std::chrono::milliseconds retry_first{500};
        std::chrono::milliseconds retry_last{2000};
    };

    // `refused` is called once, on the io thread, when the server says that trying again is no use: 401, 403
    // or 404, or 409 with the code `stream_replaced` (another publisher took the track over).
    publisher(boost::asio::io_context& io, settings with, std::function<void()> refused);

    // ftyp+moov, sent first on every connection; must come before the first packet. Any thread.
    void open(std::string init);

    // Queues the next packet; never blocks. Any thread.
    void push(packet next);

    // No more comes: send what is queued, the last chunk, and end. Any thread.
    void finish();

    // Runs until finished or refused.
    boost::asio::awaitable<void> run();

private:
    enum class outcome { finished, lost, refused };

    boost::asio::awaitable<bool> wait_for_segment();
    boost::asio::awaitable<outcome> session();
    boost::asio::awaitable<void> pump(http_post& with);
    boost::asio::awaitable<void> wait_until(std::chrono::steady_clock::time_point until); // or until woken
    outcome judge(const http_post& after);
    bool pop(packet& out);
    void skip_to_segment();
    void wake();

    boost::asio::io_context& io_;
    settings with_;
    std::function<void()> refused_;
    boost::asio::steady_timer wake_;
    std::shared_ptr<http_post> now_; // io thread only
    std::string last_complaint_;

    std::mutex mutex_; // guards what follows
    std::string init_;
    std::deque<packet> queue_;
    bool overflow_ = false; // packets were dropped: the connection must begin anew
    bool fresh_ = true;     // nothing was sent yet on this connection
    bool finishing_ = false;
};

} // namespace jiangtang::media
