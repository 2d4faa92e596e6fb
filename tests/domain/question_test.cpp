// Where a question may go from where: the whole table.

#include "domain/question.hpp"

#include "support/problem_text.hpp"

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <string>

namespace jiangtang::domain {
namespace {

using enum question_status;
using act = question_act;

constexpr question_status statuses[] = {pending, published, staged, answered, rejected, merged, withdrawn};

/// For each act the status it leads to from each status in the order above; "" where it is not possible.
const std::map<act, std::array<std::string, 7>> table{
    {act::ask, {"", "", "", "", "", "", ""}},
    {act::approve, {"published", "", "", "", "", "", ""}},
    {act::reject, {"rejected", "rejected", "", "rejected", "", "", ""}},
    {act::stage, {"staged", "staged", "", "staged", "", "", ""}},
    {act::answer, {"", "answered", "answered", "", "", "", ""}},
    {act::restore, {"", "pending", "published", "published", "pending", "pending", "pending"}},
    {act::pin, {"pending", "published", "staged", "answered", "", "", ""}},
    {act::unpin, {"pending", "published", "staged", "answered", "", "", ""}},
    {act::edit, {"pending", "published", "staged", "answered", "", "", ""}},
    {act::reply, {"pending", "published", "staged", "answered", "", "", ""}},
    {act::assign, {"pending", "published", "staged", "answered", "", "", ""}},
    {act::merge, {"merged", "merged", "", "", "", "", ""}},
    {act::withdraw, {"withdrawn", "withdrawn", "", "", "", "", ""}},
};

} // namespace

TEST_CASE("every act leads from every status where the table says") {
    CHECK(table.size() == 13);
    for (const auto& [what, row] : table)
        for (std::size_t i = 0; i < row.size(); ++i) {
            question q;
            q.status = statuses[i];
            CAPTURE(name_of(what));
            CAPTURE(name_of(q.status));
            auto r = apply(q, what, 100);
            if (row[i].empty()) {
                REQUIRE(!r);
                CHECK(r.error().value == errc::wrong_state);
                CHECK(q.status == statuses[i]);
                CHECK(q.version == 1);
            } else {
                CHECK(r);
                CHECK(name_of(q.status) == row[i]);
                CHECK(q.version == 2);
            }
        }
}

TEST_CASE("a question remembers when it was published, staged and answered") {
    question q;
    REQUIRE(apply(q, act::stage, 10)); // straight from the queue to the stage
    CHECK(q.published_at == 10);
    CHECK(q.staged_at == 10);
    REQUIRE(apply(q, act::answer, 20));
    CHECK(q.answered_at == 20);
    REQUIRE(apply(q, act::stage, 30)); // once more
    CHECK(q.published_at == 10);
    CHECK(q.staged_at == 30);
    REQUIRE(apply(q, act::restore, 40));
    CHECK(q.status == published);
    CHECK(q.published_at == 10);
    CHECK(!q.staged_at);
    CHECK(!q.answered_at);
    REQUIRE(apply(q, act::reject, 50));
    REQUIRE(apply(q, act::restore, 60));
    CHECK(q.status == pending);
    CHECK(!q.published_at);
    q.merged_into = "q2";
    q.status = merged;
    REQUIRE(apply(q, act::restore, 70));
    CHECK(q.merged_into.empty());
    REQUIRE(apply(q, act::pin, 80));
    CHECK(q.pinned);
    REQUIRE(apply(q, act::unpin, 90));
    CHECK(!q.pinned);
}

TEST_CASE(
    "a published question can be taken back to wait, and forgets why it was rejected when it is restored") {
    question q;
    REQUIRE(apply(q, act::approve, 10));
    REQUIRE(apply(q, act::restore, 20));
    CHECK(q.status == pending);
    CHECK(!q.published_at);
    CHECK(q.version == 3);
    REQUIRE(apply(q, act::reject, 30));
    q.reason = "与今天的内容无关";
    REQUIRE(apply(q, act::restore, 40));
    CHECK(q.reason.empty());
    std::string reason = " 与今天的内容无关\n";
    CHECK(check_reason_text(reason));
    CHECK(reason == "与今天的内容无关");
    reason.clear();
    CHECK(check_reason_text(reason)); // nobody has to say why
    for (int i = 0; i < 101; ++i) reason += "字";
    CHECK(check_reason_text(reason).error().field == "reason");
}

TEST_CASE("the public sees published, staged and answered questions") {
    for (auto s : statuses) CHECK(is_public(s) == (s == published || s == staged || s == answered));
}

TEST_CASE("a question's text is cleaned and has a length") {
    std::string text = "  门店的人\u200b还做什么？\n\n\n谢谢  ";
    CHECK(check_question_text(text));
    CHECK(text == "门店的人还做什么？\n\n谢谢");
    text.clear();
    CHECK(check_question_text(text).error().value == errc::missing_field);
    for (int i = 0; i < 300; ++i) text += "问";
    CHECK(check_question_text(text));
    text += "问";
    CHECK(check_question_text(text).error().field == "text");
    CHECK(check_reply_text(text));
    text = std::string(601, 'x');
    CHECK(check_reply_text(text).error().value == errc::invalid_field);
}

TEST_CASE("acts, statuses and notices are spelled as in the protocol") {
    for (const auto& [what, row] : table) CHECK(question_act_from(name_of(what)) == what);
    for (auto s : statuses) CHECK(question_status_from(name_of(s)) == s);
    CHECK(notice_of(act::approve) == "published");
    CHECK(notice_of(act::unpin) == "unpinned");
    CHECK(notice_of(act::ask) == "asked");
    CHECK(!question_act_from("dance"));
}

} // namespace jiangtang::domain
