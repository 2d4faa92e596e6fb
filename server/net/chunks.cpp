#include "net/chunks.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <functional>

namespace jiangtang::net {

namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;

/// Chunk headers and trailers longer than this are refused.
constexpr std::size_t most_line = 8 * 1024;
/// Around the body's bytes, in all: chunks of a single byte are taken, extensions at each of them are not.
constexpr std::uint64_t most_around(std::uint64_t body) { return 16 * body + 2 * most_line; }

} // namespace

struct chunk_decoder::state {
    http::request_parser<http::empty_body> parser;
    std::string* out = nullptr;
    std::function<std::size_t(std::uint64_t, boost::beast::string_view, error_code&)> on_body;

    state() {
        // The head was read before; the parser only needs one to know that chunks follow.
        error_code failed;
        constexpr std::string_view head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        parser.body_limit(boost::none);
        parser.eager(false);
        parser.put(boost::asio::buffer(head), failed);
        on_body = [this](std::uint64_t, boost::beast::string_view piece, error_code&) {
            out->append(piece.data(), piece.size());
            return piece.size();
        };
        parser.on_chunk_body(on_body);
    }
};

chunk_decoder::chunk_decoder() : state_{std::make_unique<state>()} {}

chunk_decoder::~chunk_decoder() = default;

bool chunk_decoder::feed(std::string& in, std::string& out) {
    state_->out = &out;
    const auto before = out.size();
    std::size_t used = 0;
    while (used < in.size() && !done()) {
        error_code failed;
        const auto n = state_->parser.put(boost::asio::buffer(in.data() + used, in.size() - used), failed);
        used += n;
        if (failed == http::error::need_more) break;
        if (failed) return false;
    }
    in.erase(0, used);
    taken_ += used;
    given_ += out.size() - before;
    return taken_ - given_ <= most_around(given_) && (done() || in.size() <= most_line);
}

bool chunk_decoder::done() const { return state_->parser.is_done(); }

} // namespace jiangtang::net
