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
        std::size_t queue_limit = 40; // packets: 12 s or so; beyond it the oldest whole segments are dropped
        std::chrono::milliseconds retry_first{500};
        std::chrono::milliseconds retry_last{2000};
    };

    // `refused` is called once, on the io thread, when the server says that trying again is no use: 401, 403
    // or 404, or 409 with the code `stream_replaced` (another publisher took the track over).
    publisher(boost::asio::io_context& io, settings with, std::function<void()> refused);

    // ftyp+moov of the packets that follow: sent first on every connection, and where it stands among the packets
    // when a connection is there. Must come before the first packet, and again after close(). Any thread.
    void open(std::string init);

    // Queues the next packet; never blocks. Any thread.
    void push(packet next);

    // Nothing more comes for now: what is queued is sent, then the last chunk; open() begins anew. Any thread.
    void close();

    // No more comes: send what is queued, the last chunk, and end. Any thread.
    void finish();

    // Runs until finished or refused.
    boost::asio::awaitable<void> run();

private:
    enum class outcome { finished, closed, lost, refused };

    struct item {
        enum class kind { init, media, end } what = kind::media;
        packet holds;
    };

    boost::asio::awaitable<bool> wait_for_segment();
    boost::asio::awaitable<outcome> session();
    boost::asio::awaitable<void> pump(http_post& with);
    boost::asio::awaitable<void> wait_until(std::chrono::steady_clock::time_point until); // or until woken
    outcome judge(const http_post& after);
    void add(item next);
    bool pop(item& out);
    void skip_to_segment();
    void wake();

    boost::asio::io_context& io_;
    settings with_;
    std::function<void()> refused_;
    boost::asio::steady_timer wake_;
    std::shared_ptr<http_post> now_; // io thread only
    std::string last_complaint_;
    bool closed_ = false; // this connection got its end: io thread only

    std::mutex mutex_; // guards what follows
    std::string init_; // of what was taken from the queue last
    std::deque<item> queue_;
    bool overflow_ = false; // packets were dropped: the connection must begin anew
    bool fresh_ = true;     // nothing was sent yet on this connection
    bool finishing_ = false;
};

} // namespace jiangtang::media
