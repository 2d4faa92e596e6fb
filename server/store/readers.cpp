#include "store/readers.hpp"

#include <spdlog/spdlog.h>

namespace jiangtang::store {

readers::readers(const std::filesystem::path& folder, unsigned count, std::size_t most_waiting)
    : most_waiting_{most_waiting} {
    for (unsigned i = 0; i < count; ++i)
        connections_.push_back(std::make_unique<database>(folder, access_mode::read_only));
    for (auto& db : connections_) threads_.emplace_back([this, &db] { loop(*db); });
}

readers::~readers() { stop(); }

void readers::stop() {
    {
        std::lock_guard hold{mutex_};
        stopping_ = true;
    }
    ready_.notify_all();
    for (auto& t : threads_)
        if (t.joinable()) t.join();
}

void readers::submit(job next) {
    std::optional<errc> refused;
    {
        std::lock_guard hold{mutex_};
        if (stopping_) refused = errc::stopping;
        else if (waiting_.size() >= most_waiting_) refused = errc::busy;
        else waiting_.push_back(std::move(next));
    }
    if (refused) next.finish(refused);
    else ready_.notify_one();
}

void readers::loop(database& db) {
    while (true) {
        job next;
        {
            std::unique_lock hold{mutex_};
            ready_.wait(hold, [this] { return stopping_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            next = std::move(waiting_.front());
            waiting_.pop_front();
        }
        std::optional<errc> failed;
        try {
            db.run("BEGIN");
            next.perform(db);
        } catch (const std::exception& e) {
            spdlog::error("a query failed: {}", e.what());
            failed = errc::internal;
        }
        try {
            db.run("COMMIT");
        } catch (const database_error&) {
            // BEGIN itself failed: there is nothing to end, and the reason was logged.
        }
        next.finish(failed);
    }
}

} // namespace jiangtang::store
