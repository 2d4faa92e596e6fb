#include "app/word_lists.hpp"

#include "store/asking.hpp"

namespace jiangtang::app {

std::shared_ptr<const domain::word_list> word_lists::of(store::database& db, const std::string& event) {
    const auto version = store::words_version(db, event);
    {
        std::lock_guard hold{mutex_};
        if (auto at = events_.find(event); at != events_.end() && at->second.version == version)
            return at->second.words;
    }
    auto words = std::make_shared<const domain::word_list>(store::list_words(db, event));
    std::lock_guard hold{mutex_};
    events_[event] = {version, words};
    return words;
}

} // namespace jiangtang::app
