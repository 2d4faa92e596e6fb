#include "app/exports.hpp"

#include "base/random.hpp"
#include "store/exports.hpp"
#include "wire/csv.hpp"
#include "wire/words.hpp"

#include <algorithm>
#include <array>

namespace jiangtang::app {
namespace {

/// A word of a table in both languages.
struct word {
    std::string_view name, zh, en;
};

constexpr std::array<word, 15> words{{
    {"in_person", "现场", "Hall"},
    {"online", "线上", "Online"},
    {"confirmed", "已确认", "Confirmed"},
    {"waitlisted", "候补", "Waiting list"},
    {"cancelled", "已取消", "Cancelled"},
    {"admitted", "入场", "Admitted"},
    {"already_in", "已入场", "Already in"},
    {"online_only", "线上报名", "Online registration"},
    {"turned_away", "未放行", "Turned away"},
    {"revoked", "旧票", "Replaced ticket"},
    {"wrong_event", "别场的票", "Another event's ticket"},
    {"unknown", "查无此票", "No such ticket"},
    {"undone", "已撤销", "Undone"},
    {"yes", "是", "yes"},
    {"no", "否", "no"},
}};

std::string word_in(domain::language language, std::string_view name) {
    const auto found = std::ranges::find(words, name, &word::name);
    if (found == words.end()) return std::string{name};
    return std::string{language == domain::language::zh ? found->zh : found->en};
}

std::string time_or_empty(std::optional<unix_ms> at) { return at ? wire::hall_time(*at) : std::string{}; }

std::string masked(const std::string& last4) { return last4.empty() ? last4 : "****" + last4; }

std::string registrations_csv(const std::vector<store::listed_registration>& all, domain::language language) {
    std::string table{wire::csv_begin};
    wire::add_csv_line(table,
                       language == domain::language::zh
                           ? std::vector<std::string>{"姓名", "单位", "职务", "手机尾号", "参加方式", "状态",
                                                      "候补位次", "座位", "票号", "报名时间", "入场时间",
                                                      "签到台", "贵宾", "迎宾备注"}
                           : std::vector<std::string>{"Name", "Organization", "Position", "Phone ends in",
                                                      "Attendance", "Status", "Place on the waiting list",
                                                      "Seat", "Ticket", "Registered at", "Admitted at",
                                                      "Desk", "VIP", "Note for the greeter"});
    for (const auto& g : all)
        wire::add_csv_line(
            table, {g.name, g.organization, g.title, masked(g.phone_last4),
                    word_in(language, domain::name_of(g.form)), word_in(language, domain::name_of(g.status)),
                    g.position ? std::to_string(g.position) : "", wire::seat_words(language, g.seat),
                    wire::grouped_code(g.ticket), time_or_empty(g.created_at), time_or_empty(g.admitted_at),
                    g.desk, g.vip ? word_in(language, "yes") : "", g.note});
    return table;
}

std::string check_ins_csv(const std::vector<store::listed_check_in>& all, domain::language language) {
    std::string table{wire::csv_begin};
    wire::add_csv_line(table,
                       language == domain::language::zh
                           ? std::vector<std::string>{"扫码时间", "记录时间", "结果", "姓名", "票号",
                                                      "读到的内容", "签到台", "工作人员", "离线", "冲突",
                                                      "撤销时间", "撤销人", "撤销原因"}
                           : std::vector<std::string>{"Scanned at", "Recorded at", "Result", "Name", "Ticket",
                                                      "What was read", "Desk", "Staff", "Offline", "Conflict",
                                                      "Undone at", "Undone by", "Reason"});
    for (const auto& s : all)
        wire::add_csv_line(table, {time_or_empty(s.scanned_at), time_or_empty(s.recorded_at),
                                   word_in(language, s.result), s.name, wire::grouped_code(s.ticket),
                                   s.scanned, s.desk, s.staff, word_in(language, s.offline ? "yes" : "no"),
                                   word_in(language, s.conflict), time_or_empty(s.undone_at), s.undone_by,
                                   s.undone_reason});
    return table;
}

} // namespace

asio::awaitable<result<std::string>> export_table(hall& h, domain::staff by, table which,
                                                  domain::language language) {
    // The audit is on the disk before anything leaves.
    auto keep = [=](store::transaction& tx) -> result<std::string> {
        store::add_audit(tx.db(), by.event, by.id,
                         which == table::registrations ? "registrations.exported" : "check_ins.exported",
                         tx.now());
        return std::string{};
    };
    auto kept = co_await h.write<std::string>(keep);
    if (!kept) co_return kept;
    auto look = [=](store::database& db) -> result<std::string> {
        if (which == table::registrations)
            return registrations_csv(store::list_registrations(db, by.event), language);
        return check_ins_csv(store::list_check_ins(db, by.event), language);
    };
    co_return co_await h.read<std::string>(look);
}

} // namespace jiangtang::app
