// Chunked bodies (RFC 9112 section 7.1) decoded by Beast's parser; chunk extensions and trailers are dropped,
// and refused when they are long. Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace jiangtang::net {

class chunk_decoder {
public:
    chunk_decoder();
    ~chunk_decoder();

    /// Appends to `out` what is decoded from the front of `in` and removes that from `in`. False when it is
    /// malformed; then it must not be called again. When done() the rest of `in` belongs to the next request.
    bool feed(std::string& in, std::string& out);
    bool done() const;

private:
    struct state;
    std::unique_ptr<state> state_;
    std::uint64_t taken_ = 0, given_ = 0; // bytes
};

} // namespace jiangtang::net
