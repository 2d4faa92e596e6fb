// The body of a streaming request as it comes from its connection, chunked or of a known length. Internal to
// net/.
#pragma once

#include "net/body_reader.hpp"
#include "net/chunks.hpp"
#include "net/connection.hpp"
#include "net/request_head.hpp"

#include <optional>
#include <string>

namespace jiangtang::net {

class streaming_body final : public body_reader {
public:
    streaming_body(connection& from, const request_head& head);

    boost::asio::awaitable<std::string_view> read_some() override;
    bool complete() const override { return complete_; }

private:
    boost::asio::awaitable<bool> more();
    bool decode();
    connection& from_;
    std::optional<chunk_decoder> chunks_;
    std::uint64_t left_ = 0;
    bool continue_wanted_ = false;
    bool complete_ = false;
    bool broken_ = false;
    std::string piece_;
};

} // namespace jiangtang::net
