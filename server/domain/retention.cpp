#include "domain/retention.hpp"

#include <string>

namespace jiangtang::domain {

result<void> check_retention(std::int64_t wanted, std::int64_t now, bool has_people) {
    const auto wrong = [](const std::string& zh, const std::string& en) {
        return problem{errc::invalid_field, "days"}.says(zh, en);
    };
    const auto least = std::to_string(least_retention_days), most = std::to_string(most_retention_days);
    if (wanted < least_retention_days || wanted > most_retention_days)
        return wrong("天数应为 " + least + " 到 " + most, "The days are " + least + " to " + most);
    if (has_people && now != 0 && wanted > now)
        return wrong("已有人按 " + std::to_string(now) + " 天报名，只能缩短",
                     "People have registered for " + std::to_string(now) +
                         " days: it can only be made shorter");
    return {};
}

} // namespace jiangtang::domain
