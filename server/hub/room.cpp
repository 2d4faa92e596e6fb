#include "hub/room.hpp"

#include "hub/hub.hpp"

namespace jiangtang::hub {

void room::add(member& m, topic_mask topics) {
    m.in = this;
    m.at = entries_.size();
    entries_.push_back({&m.who, &m, 0, topics, true});
    counts_->members.fetch_add(1, std::memory_order_relaxed);
    if (m.viewer) counts_->viewers.fetch_add(1, std::memory_order_relaxed);
}

void room::remove(member& m) {
    counts_->members.fetch_sub(1, std::memory_order_relaxed);
    if (m.viewer) counts_->viewers.fetch_sub(1, std::memory_order_relaxed);
    if (walks_ > 0) {
        entries_[m.at].who = nullptr;
        gaps_ = true;
    } else {
        entries_[m.at] = entries_.back();
        entries_[m.at].self->at = m.at;
        entries_.pop_back();
    }
    m.in = nullptr;
}

void room::set_topics(const member& m, topic_mask topics) { entries_[m.at].topics = topics; }

void room::release(member& m, std::int64_t after_seq) {
    auto& e = entries_[m.at];
    e.after = after_seq;
    e.holding = false;
    // The member may leave and be gone inside deliver(), so nothing of it is touched from here on.
    auto& who = m.who;
    const auto held = std::move(m.held);
    const bytes* pending = nullptr;
    for (const auto& [seq, frame] : held) {
        if (seq <= after_seq) continue;
        if (pending) who.deliver(*pending, true);
        pending = &frame;
    }
    if (pending) who.deliver(*pending, false);
}

template <class F>
void room::walk(F visit) {
    ++walks_;
    // By index: somebody may join meanwhile and move the entries; who joins now is not visited.
    for (std::size_t i = 0, n = entries_.size(); i < n; ++i)
        if (entries_[i].who) visit(i);
    if (--walks_ > 0 || !gaps_) return;
    gaps_ = false;
    std::size_t kept = 0;
    for (auto& e : entries_) {
        if (!e.who) continue;
        e.self->at = kept;
        entries_[kept++] = e;
    }
    entries_.resize(kept);
}

bool room::hears(const entry& e, const notice& n) {
    return (e.topics & n.topics) != 0 || (!n.to.empty() && n.to == e.self->addressee);
}

void room::hold(member& m, const notice& n) {
    if (m.held.size() < most_held) {
        m.held.emplace_back(n.seq, n.frame);
        return;
    }
    // Deaf from now on: to deliver a part of what happened would be a hole.
    entries_[m.at].topics = 0;
    m.addressee.clear();
    m.held.clear();
    m.who.close(close_slow_reader, "too much happened before the snapshot was read");
}

void room::deliver(const std::vector<notice>& batch) {
    walk([&](std::size_t i) {
        const bytes* pending = nullptr;
        for (const auto& n : batch) {
            const auto& e = entries_[i]; // looked up again: deliver() may end it or move it
            if (!e.who) return;
            if (!hears(e, n)) continue;
            if (e.holding) {
                hold(*e.self, n);
            } else if (n.seq > e.after) {
                if (pending) e.who->deliver(*pending, true);
                pending = &n.frame;
            }
        }
        if (pending && entries_[i].who) entries_[i].who->deliver(*pending, false);
    });
}

void room::broadcast(topic_mask topics, const bytes& frame) {
    walk([&](std::size_t i) {
        const auto& e = entries_[i];
        if (!e.holding && (e.topics & topics) != 0) e.who->deliver(frame, false);
    });
}

void room::close(const std::string* addressee, std::uint16_t code, std::string_view reason) {
    walk([&](std::size_t i) {
        const auto& e = entries_[i];
        if (!addressee || e.self->addressee == *addressee) e.who->close(code, reason);
    });
}

void room::close_viewers(std::uint16_t code, std::string_view reason) {
    walk([&](std::size_t i) {
        const auto& e = entries_[i];
        if (e.self->viewer) e.who->close(code, reason);
    });
}

void shard_rooms::join(const std::string& name, const std::shared_ptr<room_counts>& counts, member& m,
                       topic_mask topics) {
    auto& r = rooms_[name];
    if (!r) r = std::make_unique<room>(name, counts);
    r->add(m, topics);
}

void shard_rooms::leave(member& m) {
    room* r = m.in;
    r->remove(m);
    if (r->can_go()) rooms_.erase(r->name());
}

void shard_rooms::close_all(std::uint16_t code, std::string_view reason) {
    std::vector<std::string> names;
    for (const auto& [name, r] : rooms_) names.push_back(name);
    for (const auto& name : names) with(name, [&](room& r) { r.close(nullptr, code, reason); });
}

} // namespace jiangtang::hub
