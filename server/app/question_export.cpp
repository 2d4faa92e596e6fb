#include "app/question_export.hpp"

#include "app/replay.hpp"
#include "store/events.hpp"
#include "store/exports.hpp"
#include "store/questions.hpp"
#include "wire/words.hpp"

#include <array>
#include <cstdio>
#include <functional>
#include <map>

namespace jiangtang::app {
namespace {

using domain::language;
using domain::question;

/// Where in the replay a moment is, in ms; nothing when it is not in it.
using moment = std::function<std::optional<std::int64_t>(unix_ms)>;

struct exported {
    std::map<std::string, std::string> talks; // titles by id
    std::vector<question> questions;
};

std::string status_word(language in, const question& q) {
    using enum domain::question_status;
    const bool zh = in == language::zh;
    switch (q.status) {
    case pending: return q.blocked ? (zh ? "搁置" : "Set aside") : (zh ? "待审" : "To review");
    case published: return zh ? "已发布" : "Published";
    case staged: return zh ? "台上" : "On stage";
    case answered: return zh ? "已答" : "Answered";
    case rejected: return zh ? "未采用" : "Rejected";
    case merged: return zh ? "已合并" : "Merged";
    case withdrawn: return zh ? "已撤回" : "Withdrawn";
    }
    return {};
}

std::string position_words(std::optional<std::int64_t> ms) {
    if (!ms) return {};
    const auto s = static_cast<long long>(*ms / 1000);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
    return text.data();
}

std::unique_ptr<wire::table_writer> begin(wire::table_format as, language in) {
    using columns = std::vector<wire::table_column>;
    if (in == language::zh)
        return wire::begin_table(as, "全部提问",
                                 columns{{"编号", 8},
                                         {"讲座", 24},
                                         {"提问人", 14},
                                         {"来源", 8},
                                         {"座位"},
                                         {"问题", 60},
                                         {"原文", 40},
                                         {"票数", 8},
                                         {"状态"},
                                         {"提问时间", 20},
                                         {"公开时间", 20},
                                         {"上台时间", 20},
                                         {"答完时间", 20},
                                         {"回放位置"},
                                         {"文字答复", 40},
                                         {"拒绝原因", 24},
                                         {"并入编号"}});
    return wire::begin_table(as, "Questions",
                             columns{{"No.", 8},
                                     {"Talk", 24},
                                     {"Asker", 18},
                                     {"From", 8},
                                     {"Seat"},
                                     {"Question", 60},
                                     {"As asked", 40},
                                     {"Votes", 8},
                                     {"Status", 14},
                                     {"Asked at", 20},
                                     {"Published at", 20},
                                     {"On stage at", 20},
                                     {"Answered at", 20},
                                     {"In the replay at", 16},
                                     {"Reply", 40},
                                     {"Reason", 24},
                                     {"Merged into no.", 16}});
}

std::string table_of(const exported& what, wire::table_format as, language in, const moment& position) {
    const bool zh = in == language::zh;
    std::map<std::string, std::int64_t> numbers;
    for (const auto& q : what.questions) numbers[q.id] = q.number;
    auto table = begin(as, in);
    for (const auto& q : what.questions) {
        const auto talk = what.talks.find(q.talk);
        const auto into = numbers.find(q.merged_into);
        const bool waits = q.status == domain::question_status::pending;
        table->add({std::to_string(q.number),
                    talk == what.talks.end() ? (zh ? "所有讲者" : "All speakers") : talk->second,
                    q.name.empty() ? (zh ? "匿名" : "Anonymous") : q.name,
                    q.from == domain::place::hall ? (zh ? "现场" : "Hall") : (zh ? "线上" : "Online"),
                    wire::seat_words(in, q.seat), q.text, q.original, std::to_string(q.votes),
                    status_word(in, q), q.asked_at, waits ? std::nullopt : q.published_at, q.staged_at,
                    q.answered_at, q.staged_at ? position_words(position(*q.staged_at)) : "", q.reply,
                    q.reason, into == numbers.end() ? "" : std::to_string(into->second)});
    }
    return table->finish();
}

} // namespace

asio::awaitable<result<std::string>> export_questions(hall& h, domain::staff by, wire::table_format as,
                                                      language in) {
    // The audit is on the disk before anything leaves.
    auto keep = [=](store::transaction& tx) -> result<std::string> {
        store::add_audit(tx.db(), by.event, by.id, "questions.exported", tx.now());
        return std::string{};
    };
    auto kept = co_await h.write<std::string>(keep);
    if (!kept) co_return kept;
    moment position = [](unix_ms) -> std::optional<std::int64_t> { return std::nullopt; };
    if (auto replay = co_await find_replay(h, by.event); replay)
        position = [r = *replay](unix_ms at) -> std::optional<std::int64_t> {
            if (at < r->health().starts_at || at > r->ends_at()) return std::nullopt;
            return r->position_us(at * 1000) / 1000;
        };
    auto look = [=](store::database& db) -> result<exported> {
        exported what{{}, store::list_questions(db, by.event, false)};
        const auto e = store::find_event(db, by.event);
        if (!e) return errc::unknown_event;
        for (const auto& s : e->what.agenda) what.talks[s.id] = s.title;
        return what;
    };
    auto found = co_await h.read<exported>(look);
    if (!found) co_return found.error();
    auto make = [=, all = std::move(*found)]() -> result<std::string> {
        return table_of(all, as, in, position);
    };
    co_return co_await h.tables.run<std::string>(make);
}

} // namespace jiangtang::app
