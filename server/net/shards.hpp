// One io_context per core, each run by one thread: a connection lives and dies on its shard, without strand
// or lock. Built first in main and destroyed last: what still waits in a context is destroyed with it.
#pragma once

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace jiangtang::net {

struct shard {
    explicit shard(std::size_t i) : index{i} {}
    std::size_t index;
    std::string scratch = std::string(64 * 1024, '\0'); // for one read, never kept over a suspension
    boost::asio::io_context context{1};
};

class shards {
public:
    /// `count` 0: one per core.
    explicit shards(std::size_t count = 0);
    std::size_t size() const { return all_.size(); }
    shard& operator[](std::size_t i) { return *all_[i]; }
    /// For hub::hub.
    std::vector<boost::asio::io_context*> contexts() const;

private:
    std::vector<std::unique_ptr<shard>> all_;
};

} // namespace jiangtang::net
