#include "app/exports.hpp"

#include "base/random.hpp"
#include "store/exports.hpp"
#include "wire/words.hpp"

#include <algorithm>
#include <array>
#include <variant>

namespace jiangtang::app {
namespace {

/// A word of a table in both languages.
struct word {
    std::string_view name, zh, en;
};

constexpr std::array<word, 17> words{{
    {"in_person", "现场", "Hall"},
    {"online", "线上", "Online"},
    {"confirmed", "已确认", "Confirmed"},
    {"waitlisted", "候补", "Waiting list"},
    {"cancelled", "已取消", "Cancelled"},
    {"requested", "待审核", "Awaiting approval"},
    {"declined", "未通过", "Declined"},
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

std::string masked(const std::string& last4) { return last4.empty() ? last4 : "****" + last4; }

using columns = std::vector<wire::table_column>;

std::unique_ptr<wire::table_writer> begin(table which, wire::table_format as, domain::language language) {
    const bool zh = language == domain::language::zh;
    if (which == table::registrations)
        return zh ? wire::begin_table(as, "报名名单",
                                      columns{{"姓名", 14},
                                              {"单位", 30},
                                              {"职务", 20},
                                              {"手机尾号"},
                                              {"参加方式"},
                                              {"状态"},
                                              {"候补位次"},
                                              {"座位"},
                                              {"票号", 14},
                                              {"报名时间", 20},
                                              {"入场时间", 20},
                                              {"签到台", 14},
                                              {"贵宾", 8},
                                              {"迎宾备注", 24}})
                  : wire::begin_table(as, "Registrations",
                                      columns{{"Name", 18},
                                              {"Organization", 30},
                                              {"Position", 20},
                                              {"Phone ends in", 14},
                                              {"Attendance"},
                                              {"Status", 14},
                                              {"Place on the waiting list", 24},
                                              {"Seat", 16},
                                              {"Ticket", 14},
                                              {"Registered at", 20},
                                              {"Admitted at", 20},
                                              {"Desk", 14},
                                              {"VIP", 8},
                                              {"Note for the greeter", 24}});
    return zh ? wire::begin_table(as, "签到记录",
                                  columns{{"扫码时间", 20},
                                          {"记录时间", 20},
                                          {"结果", 14},
                                          {"姓名", 14},
                                          {"票号", 14},
                                          {"读到的内容", 24},
                                          {"签到台", 14},
                                          {"工作人员", 14},
                                          {"离线", 8},
                                          {"冲突", 14},
                                          {"撤销时间", 20},
                                          {"撤销人", 14},
                                          {"撤销原因", 24}})
              : wire::begin_table(as, "Check-ins",
                                  columns{{"Scanned at", 20},
                                          {"Recorded at", 20},
                                          {"Result", 20},
                                          {"Name", 18},
                                          {"Ticket", 14},
                                          {"What was read", 24},
                                          {"Desk", 14},
                                          {"Staff", 14},
                                          {"Offline", 8},
                                          {"Conflict", 20},
                                          {"Undone at", 20},
                                          {"Undone by", 14},
                                          {"Reason", 24}});
}

void write(wire::table_writer& to, const std::vector<store::listed_registration>& all,
           domain::language language) {
    for (const auto& g : all)
        to.add({g.name, g.organization, g.title, masked(g.phone_last4),
                word_in(language, domain::name_of(g.form)), word_in(language, domain::name_of(g.status)),
                g.position ? std::to_string(g.position) : "", wire::seat_words(language, g.seat),
                wire::grouped_code(g.ticket), g.created_at, g.admitted_at, g.desk,
                g.vip ? word_in(language, "yes") : "", g.note});
}

void write(wire::table_writer& to, const std::vector<store::listed_check_in>& all,
           domain::language language) {
    for (const auto& s : all)
        to.add({s.scanned_at, s.recorded_at, word_in(language, s.result), s.name,
                wire::grouped_code(s.ticket), s.scanned, s.desk, s.staff,
                word_in(language, s.offline ? "yes" : "no"), word_in(language, s.conflict), s.undone_at,
                s.undone_by, s.undone_reason});
}

/// What is in the store, in memory: the query's transaction ends before the file is made.
using contents = std::variant<std::vector<store::listed_registration>, std::vector<store::listed_check_in>>;

} // namespace

asio::awaitable<result<std::string>> export_table(hall& h, domain::staff by, table which,
                                                  wire::table_format as, domain::language language) {
    // The audit is on the disk before anything leaves.
    auto keep = [=](store::transaction& tx) -> result<std::string> {
        store::add_audit(tx.db(), by.event, by.id,
                         which == table::registrations ? "registrations.exported" : "check_ins.exported",
                         tx.now());
        return std::string{};
    };
    auto kept = co_await h.write<std::string>(keep);
    if (!kept) co_return kept;
    auto look = [=](store::database& db) -> result<contents> {
        if (which == table::registrations) return contents{store::list_registrations(db, by.event)};
        return contents{store::list_check_ins(db, by.event)};
    };
    auto found = co_await h.read<contents>(look);
    if (!found) co_return found.error();
    auto make = [=, all = std::move(*found)]() -> result<std::string> {
        auto file = begin(which, as, language);
        std::visit([&](const auto& rows) { write(*file, rows, language); }, all);
        return file->finish();
    };
    co_return co_await h.tables.run<std::string>(make);
}

} // namespace jiangtang::app
