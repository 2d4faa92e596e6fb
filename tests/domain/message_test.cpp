// The rules of messages: addresses, masks, names, when it is tried again, and who is reminded.

#include "domain/message.hpp"

#include "support/problem_text.hpp"

#include <doctest/doctest.h>

#include <string>

namespace jiangtang::domain::testing {
namespace {

std::string email_or_problem(std::string text) {
    auto ok = check_email(text, "email");
    return ok ? text : "refused";
}

constexpr unix_ms start = 1'600'754'400'000, hour = 3'600'000;

} // namespace

TEST_CASE("an e-mail address is taken as people type it, and nothing that could be more than an address") {
    CHECK(email_or_problem(" lin＠ｇuest.test ") == "lin@guest.test");
    CHECK(email_or_problem("o'brien+a.b@mail.guest-x.test") == "o'brien+a.b@mail.guest-x.test");
    CHECK(email_or_problem(std::string(64, 'a') + "@x.cn") != "refused");
    for (const auto* wrong : {"",
                              "lin",
                              "lin@",
                              "@x.cn",
                              "lin@x",
                              "lin@x..cn",
                              ".lin@x.cn",
                              "lin.@x.cn",
                              "a b@x.cn",
                              "a@b@x.cn",
                              "lin@-x.cn",
                              "lin@x-.cn",
                              "lin@x.cn\r\nBcc: y@x.cn",
                              "lin@x.cn>",
                              "<lin@x.cn>",
                              "\"a\"@x.cn",
                              "林@x.cn",
                              "lin@例.cn",
                              "lin@[127.0.0.1]",
                              "lin@x.cn,y@x.cn"})
        CHECK_MESSAGE(email_or_problem(wrong) == "refused", wrong);
    CHECK(email_or_problem(std::string(65, 'a') + "@x.cn") == "refused");
    CHECK(email_or_problem("a@" + std::string(63, 'b') + "." + std::string(63, 'c') + "." +
                           std::string(63, 'd') + "." + std::string(63, 'e')) == "refused");
    std::string text = "x";
    CHECK(check_email(text, "to").error().field == "to");
}

TEST_CASE("a masked recipient tells one from another and no more") {
    CHECK(masked_email("lin@guest.test") == "l***@guest.test");
    CHECK(masked_email("l@guest.test") == "l***@guest.test");
    CHECK(masked_phone("8000") == "*******8000");
}

TEST_CASE("a name that could be read as an address is not greeted") {
    for (const auto* name : {"林一帆", "古丽娜尔·买买提江", "J. R. Smith", "Ann O'Neill", "Jr."})
        CHECK_MESSAGE(name_to_greet(name) == name, name);
    for (const auto* name : {"http://x.cn", "win at x.cn", "x.cn/a", "a@x.cn", "加微信:abc"})
        CHECK_MESSAGE(name_to_greet(name).empty(), name);
}

TEST_CASE("pauses double from the first to the longest, with a quarter of chance either way") {
    const retry_rule rule{.first_ms = 1000, .longest_ms = 10'000};
    CHECK(pause_after(1, 0.5, rule) == 1000);
    CHECK(pause_after(2, 0.5, rule) == 2000);
    CHECK(pause_after(4, 0.5, rule) == 8000);
    CHECK(pause_after(5, 0.5, rule) == 10'000);
    CHECK(pause_after(1'000'000, 0.5, rule) == 10'000);
    CHECK(pause_after(1, 0, rule) == 750);
    CHECK(pause_after(1, 0.9999, rule) == 1249);
}

TEST_CASE("only what a server put off, or was never reached with, is tried again, and not for ever") {
    using enum message_status;
    const retry_rule rule{.most_attempts = 3, .oldest_ms = 100};
    CHECK(status_after(delivery::accepted, 1, 0, rule) == sent);
    CHECK(status_after(delivery::refused, 1, 0, rule) == failed);
    CHECK(status_after(delivery::unknown, 1, 0, rule) == uncertain);
    CHECK(status_after(delivery::put_off, 2, 99, rule) == queued);
    CHECK(status_after(delivery::put_off, 3, 0, rule) == given_up);
    CHECK(status_after(delivery::put_off, 1, 100, rule) == given_up);
    CHECK(status_after(delivery::unreachable, 50, 99, rule) == queued);
    CHECK(status_after(delivery::unreachable, 1, 100, rule) == given_up);
    for (const auto s : {failed, given_up, uncertain}) CHECK(may_send_again(s));
    for (const auto s : {queued, sending, sent, superseded}) CHECK(!may_send_again(s));
}

TEST_CASE("nobody is reminded of what has begun, and who cancelled hears of the cancellation alone") {
    CHECK(is_stale(message_kind::reminder, {.event_begun = true}));
    CHECK(!is_stale(message_kind::reminder, {}));
    CHECK(!is_stale(message_kind::ticket, {.event_begun = true}));
    CHECK(is_stale(message_kind::ticket, {.guest_cancelled = true}));
    CHECK(!is_stale(message_kind::cancelled, {.guest_cancelled = true, .event_begun = true}));
    CHECK(is_stale(message_kind::offered, {}));
    CHECK(!is_stale(message_kind::offered, {.has_offer = true}));
}

TEST_CASE("who stands otherwise by now is not told what was: of a request, a no, a place, or the start of what has begun") {
    using enum message_kind;
    CHECK(!is_stale(requested, {.requested = true}));
    CHECK(is_stale(requested, {})); // approved meanwhile
    CHECK(is_stale(requested, {.declined = true}));
    CHECK(!is_stale(declined, {.declined = true}));
    CHECK(is_stale(declined, {})); // the no was taken back
    for (const auto kind : {ticket, waiting, promoted, moved}) {
        CHECK(!is_stale(kind, {}));
        CHECK(is_stale(kind, {.requested = true}));
        CHECK(is_stale(kind, {.declined = true}));
    }
    CHECK(!is_stale(rescheduled, {.requested = true}));
    CHECK(is_stale(rescheduled, {.declined = true}));
    CHECK(is_stale(rescheduled, {.event_begun = true}));
}

TEST_CASE("of the reminders that are due the latest is sent, once for a start, and none when it begins") {
    const std::vector<reminder> both{{24 * hour, {}}, {2 * hour, {}}};
    CHECK(!due_reminder(both, start, start - 25 * hour));
    CHECK(due_reminder(both, start, start - 24 * hour)->before_ms == 24 * hour);
    CHECK(due_reminder(both, start, start - hour)->before_ms == 2 * hour);
    CHECK(!due_reminder(both, start, start));
    CHECK(!due_reminder({{2 * hour, start}}, start, start - hour));
    CHECK(due_reminder({{2 * hour, start}}, start + 24 * hour, start + 23 * hour)); // it was moved by a day
}

} // namespace jiangtang::domain::testing
