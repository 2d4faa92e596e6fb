#include "wire/words.hpp"

#include "base/random.hpp"

#include <spdlog/fmt/fmt.h>

#include <array>
#include <chrono>
#include <string_view>

namespace jiangtang::wire {
namespace {

struct hall_clock {
    std::chrono::year_month_day date;
    std::chrono::weekday weekday;
    std::chrono::hh_mm_ss<std::chrono::seconds> time;

    explicit hall_clock(unix_ms at) {
        const auto here = std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{at}} +
                          std::chrono::hours{8};
        const auto day = std::chrono::floor<std::chrono::days>(here);
        date = std::chrono::year_month_day{day};
        weekday = std::chrono::weekday{day};
        time = std::chrono::hh_mm_ss{std::chrono::floor<std::chrono::seconds>(here - day)};
    }
    int year() const { return static_cast<int>(date.year()); }
    unsigned month() const { return static_cast<unsigned>(date.month()); }
    unsigned day() const { return static_cast<unsigned>(date.day()); }
    std::string minute() const {
        return fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count());
    }
};

constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 7> weekdays_zh{"日", "一", "二", "三", "四", "五", "六"};

} // namespace

std::string hall_time(unix_ms at) {
    const hall_clock c{at};
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", c.year(), c.month(), c.day(),
                       c.time.hours().count(), c.time.minutes().count(), c.time.seconds().count());
}

std::string hall_date(domain::language in, unix_ms at) {
    const hall_clock c{at};
    if (in == domain::language::zh)
        return fmt::format("{}年{}月{}日（周{}）{}", c.year(), c.month(), c.day(),
                           weekdays_zh[c.weekday.c_encoding()], c.minute());
    return fmt::format("{} {} {} {}, {}", weekdays[c.weekday.c_encoding()], c.day(), months[c.month() - 1],
                       c.year(), c.minute());
}

std::string hall_date_short(domain::language in, unix_ms at) {
    const hall_clock c{at};
    if (in == domain::language::zh) return fmt::format("{}月{}日{}", c.month(), c.day(), c.minute());
    return fmt::format("{} {} {}", c.day(), months[c.month() - 1].substr(0, 3), c.minute());
}

std::string seat_words(domain::language in, const std::string& label) {
    const auto dash = label.find('-');
    const auto digits = [](std::string_view part) {
        return !part.empty() && part.find_first_not_of("0123456789") == part.npos;
    };
    if (dash == label.npos) return label;
    const auto row = label.substr(0, dash), seat = label.substr(dash + 1);
    if (!digits(row) || !digits(seat)) return label;
    return in == domain::language::zh ? row + "排" + seat + "座" : "Row " + row + ", seat " + seat;
}

std::string grouped_code(const std::string& code) {
    return code.size() == code_length ? code.substr(0, code_length / 2) + " " + code.substr(code_length / 2)
                                      : code;
}

} // namespace jiangtang::wire
