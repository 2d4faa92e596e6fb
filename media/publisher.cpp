#include "media/publisher.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <spdlog/spdlog.h>

namespace jiangtang::media {

namespace net = boost::asio;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace {

constexpr auto answer_limit = 500ms;
constexpr int packets_that_count = 6; // a connection that took so many is a good one

} // namespace

publisher::publisher(net::io_context& io, settings with, std::function<void()> refused)
    : io_(io), with_(std::move(with)), refused_(std::move(refused)), wake_(io) {}

void publisher::open(std::string init) { add({item::kind::init, {std::move(init), false}}); }

void publisher::push(packet next) { add({item::kind::media, std::move(next)}); }

void publisher::close() { add({item::kind::end, {}}); }

void publisher::add(item next) {
    {
        std::lock_guard lock(mutex_);
        queue_.push_back(std::move(next));
        if (queue_.size() > with_.queue_limit) {
            overflow_ = true;
            skip_to_segment();
            if (!queue_.empty()) queue_.pop_front(); // the head of the oldest segment, and now the rest of it
            skip_to_segment();
        }
    }
    wake();
}

void publisher::finish() {
    {
        std::lock_guard lock(mutex_);
        finishing_ = true;
    }
    wake();
}

void publisher::wake() {
    net::post(io_, [this] {
        std::lock_guard lock(mutex_);
        if (overflow_ && now_ && now_->begun())
            now_->close(); // a write may be waiting on a peer that reads no more
        wake_.cancel();
    });
}

// Under the lock. What lies before the next segment is let go; its init segment is remembered.
void publisher::skip_to_segment() {
    for (; !queue_.empty() && !queue_.front().holds.segment_start; queue_.pop_front())
        if (queue_.front().what == item::kind::init) init_ = std::move(queue_.front().holds.bytes);
}

bool publisher::pop(item& out) {
    std::lock_guard lock(mutex_);
    if (fresh_) skip_to_segment();
    if (queue_.empty() || overflow_) return false;
    if (std::exchange(fresh_, false)) {
        out = {item::kind::init, {init_, false}};
        return true;
    }
    out = std::move(queue_.front());
    queue_.pop_front();
    if (out.what == item::kind::init) init_ = out.holds.bytes;
    return true;
}

net::awaitable<void> publisher::wait_until(std::chrono::steady_clock::time_point until) {
    wake_.expires_at(until);
    error_code ignored;
    co_await wake_.async_wait(net::redirect_error(net::use_awaitable, ignored));
}

// True when there is a segment to begin a connection with, false when finishing without one.
net::awaitable<bool> publisher::wait_for_segment() {
    for (;;) {
        {
            std::lock_guard lock(mutex_);
            skip_to_segment();
            if (!init_.empty() && !queue_.empty()) co_return true;
            if (finishing_) co_return false;
        }
        co_await wait_until(std::chrono::steady_clock::time_point::max());
    }
}

net::awaitable<void> publisher::run() {
    auto delay = with_.retry_first;
    while (co_await wait_for_segment()) {
        const auto began = std::chrono::steady_clock::now();
        const auto result = co_await session();
        now_.reset();
        if (result == outcome::refused) refused_();
        if (result == outcome::closed) continue;
        if (result != outcome::lost) co_return;
        const auto ended = std::chrono::steady_clock::now();
        delay = ended - began > 5s ? with_.retry_first : std::min(delay * 2, with_.retry_last);
        // Packets that come wake the timer: wait on until the time is up, unless the end was asked for.
        for (const auto until = ended + delay; std::chrono::steady_clock::now() < until;) {
            {
                std::lock_guard lock(mutex_);
                if (finishing_) co_return;
            }
            co_await wait_until(until);
        }
    }
}

// Sends packets until the end is asked for, the server answers, or the connection is lost.
net::awaitable<void> publisher::pump(http_post& with) {
    int sent = 0;
    for (item next; !with.ended();) {
        if (pop(next)) {
            closed_ = next.what == item::kind::end;
            if (closed_) break;
            if (!co_await with.send_chunk(next.holds.bytes)) co_return;
            if (++sent == packets_that_count && !last_complaint_.empty()) {
                spdlog::info("{}: publishing again", with_.track);
                last_complaint_.clear();
            }
            continue;
        }
        {
            std::lock_guard lock(mutex_);
            if (overflow_) {
                with.blame("the server takes the stream too slowly");
                co_return;
            }
            if (finishing_) break;
        }
        co_await wait_until(std::chrono::steady_clock::time_point::max());
    }
    if (!with.ended()) co_await with.send_last_chunk();
}

net::awaitable<publisher::outcome> publisher::session() {
    closed_ = false;
    const auto with = now_ = std::make_shared<http_post>(io_, [this] { wake_.cancel(); });
    if (!co_await with->begin(with_.to, with_.to.path + "/" + with_.track, with_.key, with_.content_type) &&
        !with->begun())
        co_return judge(*with);
    {
        std::lock_guard lock(mutex_);
        overflow_ = false;
        fresh_ = true;
    }
    if (last_complaint_.empty())
        spdlog::info("{}: publishing to {}:{}{}", with_.track, with_.to.host, with_.to.port, with_.to.path);
    co_await pump(*with);
    // The answer may still be on its way: after the last chunk, or behind a reset.
    const auto until = std::chrono::steady_clock::now() + answer_limit;
    while (!with->ended() && std::chrono::steady_clock::now() < until) co_await wait_until(until);
    with->close();
    co_return judge(*with);
}

publisher::outcome publisher::judge(const http_post& after) {
    const auto status = after.answer().status;
    bool finishing = false;
    {
        std::lock_guard lock(mutex_);
        finishing = finishing_;
    }
    std::string complaint;
    if (status >= 400) complaint = fmt::format("the server answered {}: {}", status, after.answer().reason());
    else if (closed_) return outcome::closed;
    else if (finishing) return outcome::finished;
    else if (status != 0) complaint = fmt::format("the server ended the stream with {}", status);
    else complaint = after.trouble().empty() ? "the server closed the connection" : after.trouble();
    const bool hopeless = status == 401 || status == 403 || status == 404 ||
                          (status == 409 && after.answer().code() == "stream_replaced");
    if (complaint != last_complaint_) // not the same line every two seconds
        spdlog::warn("{}: {}{}", with_.track, complaint, hopeless || finishing ? "" : "; trying again");
    last_complaint_ = complaint;
    if (hopeless) return outcome::refused;
    return finishing ? outcome::finished : outcome::lost;
}

} // namespace jiangtang::media
