#include "origin/stream.hpp"

#include "origin/core.hpp"

#include <utility>

namespace jiangtang::origin {

stream::stream(settings s, std::function<std::int64_t()> now_ms)
    : core_(std::make_shared<core>(s, std::move(now_ms))) {}

stream::~stream() {
    core_->end();
    core_->let_go();
}

result<std::unique_ptr<ingest>> stream::publish(std::string_view track) { return ingest::open(core_, track); }

answer stream::get(std::string_view path, const query& q) { return core_->get(path, q); }

void stream::when_ready(std::string_view path, const query& q, callback done) {
    core_->when_ready(path, q, std::move(done));
}

void stream::give_up(std::int64_t now_ms) { core_->give_up(now_ms); }

void stream::record(std::shared_ptr<recording> to) { core_->record(std::move(to)); }

void stream::end() { core_->end(); }

stream_health stream::health() const { return core_->health(); }

} // namespace jiangtang::origin
