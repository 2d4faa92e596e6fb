#include "domain/seating.hpp"

#include "domain/fields.hpp"

#include <set>

namespace jiangtang::domain {
namespace {

constexpr std::int64_t one_minute = 60'000, shortest_time = 5 * one_minute,
                       longest_time = 7 * 24 * 60 * one_minute;

problem taken(const seat& s) {
    return problem{errc::seat_taken, "seat"}.says("座位 " + s.label + " 已经有人，或者已经留给别人",
                                                  "Seat " + s.label + " is taken or kept for somebody");
}

} // namespace

result<void> check_label(std::string& label, const std::string& field) {
    return check_text(label, field, {16, true});
}

result<void> check_labels(std::vector<std::string>& labels) {
    if (labels.empty() || labels.size() > static_cast<std::size_t>(most_seats_of_event))
        return problem{errc::invalid_field, "labels"}.says(
            "一次添加 1 到 " + std::to_string(most_seats_of_event) + " 个座位",
            "1 to " + std::to_string(most_seats_of_event) + " seats at a time");
    std::set<std::string> known;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto field = "labels[" + std::to_string(i) + "]";
        if (auto ok = check_label(labels[i], field); !ok) return ok;
        if (!known.insert(labels[i]).second)
            return problem{errc::invalid_field, field}.says("座位 " + labels[i] + " 写了两次",
                                                            "Seat " + labels[i] + " is there twice");
    }
    return {};
}

result<void> check_loose(const seat& s, bool but_guest) {
    if (!s.delegation.empty() || !s.offered_to.empty()) return taken(s);
    if (!s.registration.empty() && !but_guest) return taken(s);
    return {};
}

result<void> check_give(const seat& s, const registration& g) {
    const bool is_to_come =
        g.status == registration_status::confirmed || g.status == registration_status::waitlisted;
    if (!is_to_come || g.form != attendance::in_person) return errc::wrong_state;
    const auto is_others = [](const std::string& holder, const std::string& own) {
        return !holder.empty() && holder != own;
    };
    if (is_others(s.registration, g.id) || is_others(s.offered_to, g.id) ||
        is_others(s.delegation, g.delegation))
        return taken(s);
    return {};
}

result<void> check(greeting& g) { return check_text(g.note, "note", {120}); }

result<void> check(const seating& s) {
    if (!s.accept_ms || (*s.accept_ms >= shortest_time && *s.accept_ms <= longest_time)) return {};
    return problem{errc::invalid_field, "accept_minutes"}.says("接受时间为 5 分钟到 7 天",
                                                               "The time to accept is 5 minutes to 7 days");
}

bool makes_offers(const seating& s, event_status status, unix_ms starts_at, unix_ms now) {
    return s.accept_ms && status == event_status::scheduled && now + *s.accept_ms <= starts_at;
}

result<void> check_accept(const registration& g, unix_ms now) {
    if (!g.offer) return errc::wrong_state;
    if (now >= g.offer->until) return errc::offer_over;
    return {};
}

} // namespace jiangtang::domain
