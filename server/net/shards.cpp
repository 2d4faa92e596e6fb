#include "net/shards.hpp"

#include <algorithm>
#include <thread>

namespace jiangtang::net {

shards::shards(std::size_t count) {
    if (count == 0) count = std::max(1U, std::thread::hardware_concurrency());
    for (std::size_t i = 0; i < count; ++i) all_.push_back(std::make_unique<shard>(i));
}

std::vector<boost::asio::io_context*> shards::contexts() const {
    std::vector<boost::asio::io_context*> out;
    for (const auto& s : all_) out.push_back(&s->context);
    return out;
}

} // namespace jiangtang::net
