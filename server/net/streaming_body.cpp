#include "net/streaming_body.hpp"

#include <algorithm>

namespace jiangtang::net {

streaming_body::streaming_body(connection& from, const request_head& head)
    : from_{from}, left_{head.content_length}, continue_wanted_{head.expects_continue} {
    if (head.chunked) chunks_.emplace();
    else complete_ = left_ == 0;
}

boost::asio::awaitable<std::string_view> streaming_body::read_some() {
    piece_.clear();
    bool here = !from_.buffer().empty(); // bytes that decode() has not seen yet
    while (piece_.empty() && !complete_ && !broken_) {
        if (!here) here = co_await more();
        broken_ = !here || !decode();
        here = false; // what decode() left is half a chunk header, and it needs more
    }
    from_.never_expire(); // the handler's own time does not count as the publisher's silence
    co_return piece_;
}

boost::asio::awaitable<bool> streaming_body::more() {
    from_.expire_after(from_.limits().streaming_silence);
    if (std::exchange(continue_wanted_, false)) {
        const bool told = co_await from_.write("HTTP/1.1 100 Continue\r\n\r\n", {});
        if (!told) co_return false;
    }
    const bool filled = co_await from_.fill();
    co_return filled;
}

bool streaming_body::decode() {
    auto& in = from_.buffer();
    if (chunks_) {
        if (!chunks_->feed(in, piece_)) return false;
        complete_ = chunks_->done();
        return true;
    }
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, in.size()));
    piece_.assign(in, 0, n);
    in.erase(0, n);
    left_ -= n;
    complete_ = left_ == 0;
    return true;
}

} // namespace jiangtang::net
