// The words of each event, made ready to be looked for, and kept until they change.
#pragma once

#include "domain/word.hpp"
#include "store/database.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace jiangtang::app {

class word_lists {
public:
    /// The words of an event. Any thread.
    std::shared_ptr<const domain::word_list> of(store::database&, const std::string& event);

private:
    struct kept {
        std::int64_t version = 0;
        std::shared_ptr<const domain::word_list> words;
    };
    std::mutex mutex_;
    std::map<std::string, kept> events_;
};

} // namespace jiangtang::app
