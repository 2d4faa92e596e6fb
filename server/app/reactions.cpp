#include "app/reactions.hpp"

#include "store/reactions.hpp"
#include "store/writer.hpp"

#include <spdlog/spdlog.h>

namespace jiangtang::app {
namespace {

constexpr std::size_t most_recent_reactions = 250'000;

std::size_t hash_of(std::string_view actor, std::string_view id) {
    std::string whole{actor};
    whole += ' ';
    whole += id;
    return std::hash<std::string>{}(whole);
}

} // namespace

void reactions::load(const std::vector<store::reaction_sum>& all) {
    std::lock_guard hold{mutex_};
    for (const auto& s : all) counts_[{s.event, s.kind}].total = s.total;
}

bool reactions::is_repeated(std::string_view actor, std::string_view id) {
    const auto hash = hash_of(actor, id);
    if (before_.contains(hash) || !recent_.insert(hash).second) return true;
    if (recent_.size() >= most_recent_reactions) {
        before_ = std::move(recent_);
        recent_.clear();
    }
    return false;
}

std::int64_t reactions::add(const std::string& event, domain::reaction kind, int times,
                            std::string_view actor, std::string_view id) {
    std::lock_guard hold{mutex_};
    auto& c = counts_[{event, kind}];
    if (!is_repeated(actor, id)) {
        c.total += times;
        c.unsaved += times;
    }
    return c.total;
}

bool reactions::has_counted(std::string_view actor, std::string_view id) const {
    std::lock_guard hold{mutex_};
    const auto hash = hash_of(actor, id);
    return before_.contains(hash) || recent_.contains(hash);
}

std::map<std::string, std::int64_t> reactions::of(const std::string& event) const {
    std::lock_guard hold{mutex_};
    std::map<std::string, std::int64_t> sums;
    for (auto i = counts_.lower_bound({event, domain::reaction{}});
         i != counts_.end() && i->first.first == event; ++i)
        sums[std::string{domain::name_of(i->first.second)}] = i->second.total;
    return sums;
}

void reactions::save(store::writer& to) {
    std::map<key, std::int64_t> more;
    {
        std::lock_guard hold{mutex_};
        for (const auto& [what, c] : counts_)
            if (c.unsaved > 0) more[what] = c.unsaved;
    }
    if (more.empty()) return;
    auto saved = to.run_now<std::map<key, std::int64_t>>(
        [&](store::transaction& tx) -> result<std::map<key, std::int64_t>> {
            std::map<key, std::int64_t> totals;
            for (const auto& [what, n] : more)
                totals[what] = store::add_reactions(tx.db(), what.first, what.second, n);
            return totals;
        });
    if (!saved) {
        if (saved.error().value != errc::stopping)
            spdlog::error("reactions could not be saved: {}", saved.error().message_en());
        return;
    }
    std::lock_guard hold{mutex_};
    for (const auto& [what, total] : *saved) {
        auto& c = counts_[what];
        c.unsaved -= more[what];
        c.total = total + c.unsaved; // another program may have counted, too
    }
}

} // namespace jiangtang::app
