#include "net/connection.hpp"

#include <array>

namespace jiangtang::net {

namespace {

/// What a peer may still send after our last answer before we stop listening to it.
constexpr std::size_t most_drained = 1024 * 1024;

} // namespace

connection::connection(std::unique_ptr<stream> s, peer p, connection_limits::place place,
                       std::shared_ptr<shard_shared> shared)
    : stream_{std::move(s)}, peer_{std::move(p)}, place_{std::move(place)}, shared_{std::move(shared)} {}

boost::asio::awaitable<bool> connection::open(std::chrono::milliseconds within) {
    expire_after(within);
    auto how = stream_->open();
    while (how == stream::outcome::would_block) {
        co_await stream_->wait(direction::reading);
        how = stream_->open();
    }
    co_return how == stream::outcome::moved;
}

boost::asio::awaitable<bool> connection::fill() {
    auto& scratch = shared_->own.scratch;
    for (;;) {
        const auto r = stream_->read(scratch);
        if (r.how == stream::outcome::moved) {
            buffer_.append(scratch.data(), r.bytes);
            co_return true;
        }
        if (r.how != stream::outcome::would_block) co_return false;
        co_await stream_->wait(direction::reading);
    }
}

boost::asio::awaitable<bool> connection::write(std::string_view first, std::string_view second) {
    std::array<std::string_view, 2> pieces{first, second};
    while (!pieces[0].empty() || !pieces[1].empty()) {
        const auto r = stream_->write(pieces);
        if (r.how == stream::outcome::moved) {
            const auto from_first = std::min(r.bytes, pieces[0].size());
            pieces[0].remove_prefix(from_first);
            pieces[1].remove_prefix(r.bytes - from_first);
        } else if (r.how == stream::outcome::would_block) {
            co_await stream_->wait(direction::writing);
        } else {
            co_return false;
        }
    }
    co_return true;
}

boost::asio::awaitable<void> connection::linger() {
    stream_->end_sending();
    expire_after(limits().close_grace);
    for (std::size_t drained = 0; drained < most_drained;) {
        buffer_.clear();
        const bool more = co_await fill();
        if (!more) break;
        drained += buffer_.size();
    }
    close();
}

void connection::expire_after(std::chrono::milliseconds time) {
    deadline_ = std::chrono::steady_clock::now() + time;
}

void connection::expire_after(std::chrono::milliseconds grace, std::uint64_t bytes, std::size_t slowest,
                              steady_time begun) {
    deadline_ = begun + grace + std::chrono::milliseconds{bytes * 1000 / slowest};
}

} // namespace jiangtang::net
