// Writes the lists of guests that organizers agreed to, a part after another, on a thread of its own: whoever registers meanwhile
// waits for one part at most. What a restart interrupts goes on from the next part.
#pragma once

#include "base/error.hpp"
#include "store/guest_imports.hpp"
#include "store/transaction.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace jiangtang::app {

class hall;
struct newcomer;

class importer {
public:
    /// The hall must outlive stop().
    explicit importer(hall& h) : h_{h} {}
    ~importer() { stop(); }

    /// Begins to write; once.
    void start();
    /// Ends after the part that is being written.
    void stop();
    /// A list was agreed to.
    void wake();

private:
    void work();
    /// False when there is nothing to write, or it must wait.
    bool write_next();
    result<bool> write(store::transaction&, const store::import_part&, const std::vector<newcomer>&);

    hall& h_;
    std::mutex mutex_;
    std::condition_variable news_;
    bool rung_ = false;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

} // namespace jiangtang::app
