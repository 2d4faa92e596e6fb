#include "hub/hub.hpp"

#include "hub/room.hpp"

#include <boost/asio/post.hpp>

#include <mutex>

namespace jiangtang::hub {

subscription::subscription() = default;

subscription::subscription(std::shared_ptr<shard_rooms> rooms, std::unique_ptr<member> m)
    : rooms_{std::move(rooms)}, member_{std::move(m)} {}

subscription::subscription(subscription&&) noexcept = default;

subscription& subscription::operator=(subscription&& other) noexcept {
    if (this != &other) {
        leave();
        rooms_ = std::move(other.rooms_);
        member_ = std::move(other.member_);
    }
    return *this;
}

subscription::~subscription() { leave(); }

void subscription::release(std::int64_t after_seq) {
    if (member_) member_->in->release(*member_, after_seq);
}

void subscription::set_topics(topic_mask topics) {
    if (member_) member_->in->set_topics(*member_, topics);
}

void subscription::leave() {
    if (auto gone = std::move(member_)) rooms_->leave(*gone);
}

hub::hub(std::vector<boost::asio::io_context*> shards, framer f)
    : framer_{std::move(f)}, contexts_{std::move(shards)} {
    for (std::size_t i = 0; i < contexts_.size(); ++i) shards_.push_back(std::make_shared<shard_rooms>());
}

hub::~hub() = default;

subscription hub::join(std::size_t shard, const std::string& room, subscriber& who, topic_mask topics,
                       std::string addressee, bool viewer) {
    auto m = std::make_unique<member>(member{who, std::move(addressee), viewer});
    shards_[shard]->join(room, counts_of(room), *m, topics);
    return {shards_[shard], std::move(m)};
}

template <class F>
void hub::on_every_shard(F act) {
    for (std::size_t i = 0; i < shards_.size(); ++i)
        boost::asio::post(*contexts_[i], [rooms = shards_[i], act] { act(*rooms); });
}

void hub::publish(std::string_view room, std::vector<notice> notices) {
    if (notices.empty()) return;
    struct shared {
        std::string room;
        std::vector<notice> notices;
    };
    auto batch = std::make_shared<const shared>(shared{std::string{room}, std::move(notices)});
    on_every_shard([batch](shard_rooms& rooms) {
        rooms.with(batch->room, [&](auto& r) { r.deliver(batch->notices); });
    });
}

void hub::broadcast(std::string_view room, topic_mask topics, bytes frame) {
    auto name = std::make_shared<const std::string>(room);
    on_every_shard([name, topics, frame = std::move(frame)](shard_rooms& rooms) {
        rooms.with(*name, [&](auto& r) { r.broadcast(topics, frame); });
    });
}

void hub::close(std::string_view room, std::string addressee, std::uint16_t code, std::string reason) {
    if (addressee.empty()) return; // nobody in particular is not everybody
    on_every_shard([name = std::string{room}, addressee = std::move(addressee), code,
                    reason = std::move(reason)](shard_rooms& rooms) {
        rooms.with(name, [&](auto& r) { r.close(&addressee, code, reason); });
    });
}

void hub::close_viewers(std::string_view room, std::uint16_t code, std::string reason) {
    on_every_shard([name = std::string{room}, code, reason = std::move(reason)](shard_rooms& rooms) {
        rooms.with(name, [&](auto& r) { r.close_viewers(code, reason); });
    });
}

void hub::close_all(std::uint16_t code, std::string reason) {
    on_every_shard([code, reason = std::move(reason)](shard_rooms& rooms) { rooms.close_all(code, reason); });
}

std::shared_ptr<room_counts> hub::counts_of(const std::string& room) {
    {
        std::shared_lock lock{counts_mutex_};
        if (auto it = counts_.find(room); it != counts_.end()) return it->second;
    }
    std::unique_lock lock{counts_mutex_};
    auto& c = counts_[room];
    if (!c) c = std::make_shared<room_counts>();
    return c;
}

std::shared_ptr<const room_counts> hub::find_counts(std::string_view room) const {
    std::shared_lock lock{counts_mutex_};
    auto it = counts_.find(room);
    return it == counts_.end() ? nullptr : it->second;
}

std::size_t hub::viewers(std::string_view room) const {
    auto c = find_counts(room);
    return c ? c->viewers.load(std::memory_order_relaxed) : 0;
}

std::size_t hub::members(std::string_view room) const {
    auto c = find_counts(room);
    return c ? c->members.load(std::memory_order_relaxed) : 0;
}

std::size_t hub::connections() const {
    std::shared_lock lock{counts_mutex_};
    std::size_t sum = 0;
    for (const auto& [name, c] : counts_) sum += c->members.load(std::memory_order_relaxed);
    return sum;
}

} // namespace jiangtang::hub
