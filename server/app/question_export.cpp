#include "app/question_export.hpp"

#include "app/replay.hpp"
#include "store/events.hpp"
#include "store/exports.hpp"
#include "store/questions.hpp"
#include "wire/csv.hpp"
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

std::string time_of(std::optional<unix_ms> at) { return at ? wire::hall_time(*at) : std::string{}; }

std::string position_words(std::optional<std::int64_t> ms) {
    if (!ms) return {};
    const auto s = static_cast<long long>(*ms / 1000);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
    return text.data();
}

std::vector<std::string> titles(language in) {
    if (in == language::zh)
        return {"编号",     "讲座",     "提问人",   "来源",     "座位",     "问题",
                "原文",     "票数",     "状态",     "提问时间", "公开时间", "上台时间",
                "答完时间", "回放位置", "文字答复", "拒绝原因", "并入编号"};
    return {
        "No.",   "Talk",   "Asker",          "From",         "Seat",        "Question",    "As asked",
        "Votes", "Status", "Asked at",       "Published at", "On stage at", "Answered at", "In the replay at",
        "Reply", "Reason", "Merged into no."};
}

std::string questions_csv(const exported& what, language in, const moment& position) {
    const bool zh = in == language::zh;
    std::map<std::string, std::int64_t> numbers;
    for (const auto& q : what.questions) numbers[q.id] = q.number;
    std::string table{wire::csv_begin};
    wire::add_csv_line(table, titles(in));
    for (const auto& q : what.questions) {
        const auto talk = what.talks.find(q.talk);
        const auto into = numbers.find(q.merged_into);
        wire::add_csv_line(
            table, {std::to_string(q.number),
                    talk == what.talks.end() ? (zh ? "所有讲者" : "All speakers") : talk->second,
                    q.name.empty() ? (zh ? "匿名" : "Anonymous") : q.name,
                    q.from == domain::place::hall ? (zh ? "现场" : "Hall") : (zh ? "线上" : "Online"),
                    wire::seat_words(in, q.seat), q.text, q.original, std::to_string(q.votes),
                    status_word(in, q), time_of(q.asked_at), time_of(q.published_at), time_of(q.staged_at),
                    time_of(q.answered_at), q.staged_at ? position_words(position(*q.staged_at)) : "",
                    q.reply, q.reason, into == numbers.end() ? "" : std::to_string(into->second)});
    }
    return table;
}

} // namespace

asio::awaitable<result<std::string>> export_questions(hall& h, domain::staff by, language in) {
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
    auto look = [=](store::database& db) -> result<std::string> {
        exported what{{}, store::list_questions(db, by.event, false)};
        const auto e = store::find_event(db, by.event);
        if (!e) return errc::unknown_event;
        for (const auto& s : e->what.agenda) what.talks[s.id] = s.title;
        return questions_csv(what, in, position);
    };
    co_return co_await h.read<std::string>(look);
}

} // namespace jiangtang::app
