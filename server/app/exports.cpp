#include "app/exports.hpp"

#include "store/exports.hpp"
#include "wire/csv.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace jiangtang::app {
namespace {

/// A word of a table in both languages.
struct word {
    std::string_view name, zh, en;
};

constexpr std::array<word, 13> words{{
    {"in_person", "现场", "Hall"},
    {"online", "线上", "Online"},
    {"confirmed", "已确认", "Confirmed"},
    {"waitlisted", "候补", "Waiting list"},
    {"cancelled", "已取消", "Cancelled"},
    {"admitted", "入场", "Admitted"},
    {"already_in", "已入场", "Already in"},
    {"online_only", "线上报名", "Online registration"},
    {"wrong_event", "别场的票", "Another event's ticket"},
    {"unknown", "查无此票", "No such ticket"},
    {"undone", "已撤销", "Undone"},
    {"yes", "是", "yes"},
    {"no", "否", "no"},
}};

std::string in(table_language language, std::string_view name) {
    const auto found = std::ranges::find(words, name, &word::name);
    if (found == words.end()) return std::string{name};
    return std::string{language == table_language::zh ? found->zh : found->en};
}

/// "2020-09-22 14:00:05", of the hall.
std::string hall_time(std::optional<unix_ms> at) {
    if (!at) return {};
    const auto here = std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{*at}} +
                      std::chrono::hours{8};
    const auto day = std::chrono::floor<std::chrono::days>(here);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(here - day)};
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string registrations_csv(const std::vector<store::listed_registration>& all, table_language language) {
    std::string table{wire::csv_begin};
    wire::add_csv_line(
        table, language == table_language::zh
                   ? std::vector<std::string>{"姓名", "单位", "职务", "手机尾号", "参加方式", "状态",
                                              "候补位次", "座位", "票号", "报名时间", "入场时间", "签到台"}
                   : std::vector<std::string>{"Name", "Organization", "Position", "Phone ends in",
                                              "Attendance", "Status", "Place on the waiting list", "Seat",
                                              "Ticket", "Registered at", "Admitted at", "Desk"});
    for (const auto& g : all)
        wire::add_csv_line(
            table, {g.name, g.organization, g.title, g.phone_last4, in(language, domain::name_of(g.form)),
                    in(language, domain::name_of(g.status)), g.position ? std::to_string(g.position) : "",
                    g.seat, g.ticket, hall_time(g.created_at), hall_time(g.admitted_at), g.desk});
    return table;
}

std::string scans_csv(const std::vector<store::listed_scan>& all, table_language language) {
    std::string table{wire::csv_begin};
    wire::add_csv_line(table, language == table_language::zh
                                  ? std::vector<std::string>{"扫码时间", "记录时间", "结果", "姓名", "票号",
                                                             "读到的内容", "签到台", "工作人员", "离线",
                                                             "撤销时间", "撤销人", "撤销原因"}
                                  : std::vector<std::string>{"Scanned at", "Recorded at", "Result", "Name",
                                                             "Ticket", "What was read", "Desk", "Staff",
                                                             "Offline", "Undone at", "Undone by", "Reason"});
    for (const auto& s : all)
        wire::add_csv_line(table,
                           {hall_time(s.scanned_at), hall_time(s.recorded_at), in(language, s.result), s.name,
                            s.ticket, s.scanned, s.desk, s.staff, in(language, s.offline ? "yes" : "no"),
                            hall_time(s.undone_at), s.undone_by, s.undone_reason});
    return table;
}

/// The audit is on the disk before anything leaves.
asio::awaitable<result<std::string>> keep_audit(hall& h, domain::staff by, std::string what) {
    auto work = [=](store::transaction& tx) -> result<std::string> {
        store::add_audit(tx.db(), by.event, by.id, what, tx.now());
        return std::string{};
    };
    co_return co_await h.write<std::string>(work);
}

} // namespace

asio::awaitable<result<std::string>> registrations_table(hall& h, domain::staff by, table_language language) {
    auto kept = co_await keep_audit(h, by, "registrations.exported");
    if (!kept) co_return kept;
    auto look = [=](store::database& db) -> result<std::string> {
        return registrations_csv(store::list_registrations(db, by.event), language);
    };
    co_return co_await h.read<std::string>(look);
}

asio::awaitable<result<std::string>> scans_table(hall& h, domain::staff by, table_language language) {
    auto kept = co_await keep_audit(h, by, "scans.exported");
    if (!kept) co_return kept;
    auto look = [=](store::database& db) -> result<std::string> {
        return scans_csv(store::list_scans(db, by.event), language);
    };
    co_return co_await h.read<std::string>(look);
}

} // namespace jiangtang::app
