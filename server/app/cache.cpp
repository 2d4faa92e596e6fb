#include "app/cache.hpp"

#include <algorithm>

namespace jiangtang::app {

cached_text cache::find(const std::string& event, const std::string& kind) const {
    std::lock_guard hold{mutex_};
    auto e = entries_.find(event);
    if (e == entries_.end()) return {};
    auto t = e->second.texts.find(kind);
    return t == e->second.texts.end() ? cached_text{} : t->second;
}

void cache::keep(const std::string& event, const std::string& kind, cached_text what) {
    std::lock_guard hold{mutex_};
    auto& e = entries_[event];
    if (what.seq < e.seq) return;
    e.seq = what.seq;
    e.texts[kind] = std::move(what);
}

void cache::advance(const std::string& event, std::int64_t seq) {
    std::lock_guard hold{mutex_};
    auto& e = entries_[event];
    e.seq = std::max(e.seq, seq);
    std::erase_if(e.texts, [&](const auto& t) { return t.second.seq < e.seq; });
}

} // namespace jiangtang::app
