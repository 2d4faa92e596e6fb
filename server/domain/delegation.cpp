#include "domain/delegation.hpp"

#include "domain/enum_names.hpp"
#include "domain/fields.hpp"

namespace jiangtang::domain {
namespace {

constexpr std::int64_t most_seats = 1000;
constexpr enum_names<presence, 3> presences{
    {{presence::missing, "missing"}, {presence::partly, "partly"}, {presence::complete, "complete"}}};

result<void> within_bounds(std::int64_t quota) {
    if (quota >= 1 && quota <= most_seats) return {};
    return problem{errc::invalid_field, "quota"}.says("名额为 1 到 " + std::to_string(most_seats),
                                                      "A quota is 1 to " + std::to_string(most_seats));
}

} // namespace

std::string_view name_of(presence v) { return name_in(presences, v); }

presence presence_of(const delegation& d) {
    if (d.admitted == 0) return presence::missing;
    return d.admitted < d.quota ? presence::partly : presence::complete;
}

result<void> check(delegation& d) {
    if (auto ok = check_text(d.name, "name", {.most = 100, .required = true, .whole = true}); !ok) return ok;
    return within_bounds(d.quota);
}

result<void> check_quota(const delegation& now, std::int64_t quota, std::int64_t free_seats) {
    if (auto ok = within_bounds(quota); !ok) return ok;
    if (quota < now.entered)
        return problem{errc::invalid_field, "quota"}.says(
            "已填 " + std::to_string(now.entered) + " 人，名额不能更少",
            std::to_string(now.entered) + " have a name already; the quota cannot be less");
    if (quota - now.quota <= free_seats) return {};
    auto n = std::to_string(free_seats);
    return problem{errc::not_enough_seats, "quota"}.says("空座还有 " + n + " 个",
                                                         "Seats that are free: " + n);
}

result<void> check_room(const delegation& d, std::int64_t people) {
    const auto left = d.quota - d.entered;
    if (people <= left) return {};
    return problem{errc::not_enough_seats, "people"}.says(
        "名额还剩 " + std::to_string(left) + " 个，这里有 " + std::to_string(people) + " 人",
        "Places that are left: " + std::to_string(left) + "; people here: " + std::to_string(people));
}

} // namespace jiangtang::domain
