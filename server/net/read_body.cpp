#include "net/read_body.hpp"

#include "net/chunks.hpp"

namespace jiangtang::net {

namespace {

using boost::asio::awaitable;

awaitable<bool> more(connection& from, const request_head& head, bool first) {
    if (first && head.expects_continue && from.buffer().empty()) {
        const bool told = co_await from.write("HTTP/1.1 100 Continue\r\n\r\n", {});
        if (!told) co_return false;
    }
    const bool filled = co_await from.fill();
    co_return filled;
}

awaitable<body_end> read_known(connection& from, const request_head& head, std::string& body) {
    auto& in = from.buffer();
    const auto size = static_cast<std::size_t>(head.content_length);
    from.expire_after(from.limits().transfer_grace, size, from.limits().slowest_body);
    for (bool first = true; in.size() < size; first = false) {
        const bool filled = co_await more(from, head, first);
        if (!filled) co_return body_end::cut_off;
    }
    body = in.substr(0, size);
    in.erase(0, size);
    co_return body_end::whole;
}

/// How long it may take is not known before: each byte of the body buys the time that it needs, and what is said
/// around the chunks buys none.
awaitable<body_end> read_chunked(connection& from, const request_head& head, std::size_t limit,
                                 std::string& body) {
    const auto& may = from.limits();
    const auto begun = std::chrono::steady_clock::now();
    chunk_decoder chunks;
    for (bool first = true;; first = false) {
        if (!chunks.feed(from.buffer(), body)) co_return body_end::malformed;
        if (body.size() > limit) co_return body_end::too_large;
        if (chunks.done()) co_return body_end::whole;
        from.expire_after(may.transfer_grace, body.size(), may.slowest_body, begun);
        const bool filled = co_await more(from, head, first);
        if (!filled) co_return body_end::cut_off;
    }
}

} // namespace

awaitable<body_end> read_body(connection& from, const request_head& head, std::size_t limit,
                              std::string& body) {
    if (head.content_length > limit) co_return body_end::too_large;
    // Not in one expression: GCC 12 destroys the temporaries of ?: around co_await wrongly.
    auto end = body_end::cut_off;
    if (head.chunked) end = co_await read_chunked(from, head, limit, body);
    else end = co_await read_known(from, head, body);
    from.never_expire();
    co_return end;
}

} // namespace jiangtang::net
