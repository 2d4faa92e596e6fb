// Mails through refusals, outages and kill -9: once each, or told as uncertain.

#include "whole/guest_post.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

namespace jiangtang::test {

TEST_CASE(
    "a server that is away is waited for, one that puts off is tried again, and what it refuses is shown") {
    mail_server post;
    post.stop();
    hall h{9, configuration{configured(post.url())}};
    browser someone{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    someone.must_post(demo + "/registrations", guest("r1", "林一帆", "lin@guest.test"), 201);
    wait_until("the organizer reads why, and that no attempt counts", [&] {
        const auto log = log_of(organizer);
        return has(log, "channels/mail/problem") && has(log, "messages/0/error") &&
               number_at(log, "messages/0/attempts") == 0;
    });
    post.start();
    wait_for(organizer, "sent", 1);
    CHECK(!has(log_of(organizer), "channels/mail/problem"));

    someone.must_post(demo + "/registrations", guest("r2", "单文", "nobody@guest.test"), 201);
    wait_for(organizer, "failed", 1);
    const auto failed = organizer.must_get(demo + "/messages?only=unsettled");
    CHECK(at(failed, "messages").as_array().size() == 1);
    CHECK(contains(text_at(failed, "messages/0/error"), "no such user <n***@guest.test>"));
    const json::object again{{"id", "a1"}, {"message", at(failed, "messages/0/id")}};
    CHECK(number_at(organizer.must_post(demo + "/messages/again", again), "queued") == 1);
    wait_for(organizer, "failed", 1);
    CHECK(organizer.must_post(demo + "/messages/again", json::object{{"id", "a2"}, {"message", "other"}}, 409)
              .is_object());
    CHECK(post.mails().size() == 1);

    const json::object test{{"id", "t1"}, {"channel", "mail"}, {"to", "me@guest.test"}, {"language", "zh"}};
    CHECK(text_at(organizer.must_post(demo + "/messages/test", test, 201), "message/recipient") ==
          "m***@guest.test");
    auto by_phone = test;
    by_phone["id"] = "t2";
    by_phone["channel"] = "sms";
    by_phone["to"] = "13800138000";
    CHECK(text_at(organizer.must_post(demo + "/messages/test", by_phone, 409), "code") == "wrong_state");
    wait_for(organizer, "sent", 2);
    CHECK(mail_to(wait_for_mails(post, 2), "me@guest.test").field("Subject").starts_with("测试消息："));
    CHECK(!contains(h.log(), "guest.test")); // no address in the program's own log
}

TEST_CASE("a mail server that offers no TLS gets nothing unless the operator says so") {
    mail_server post;
    hall h{9, configuration{configured(post.url(), {}, true)}};
    browser someone{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    someone.must_post(demo + "/registrations", guest("r1", "林一帆", "lin@guest.test"), 201);
    wait_until("the organizer reads why", [&] { return has(log_of(organizer), "channels/mail/problem"); });
    CHECK(contains(text_at(log_of(organizer), "channels/mail/problem"), "STARTTLS"));
    CHECK(post.mails().empty());
    CHECK(count(organizer, "sent") == 0);
}

TEST_CASE(
    "kill -9 among two hundred messages: each arrives exactly once, or is told as uncertain and not sent again") {
    mail_server post;
    post.stop();
    hall h{300, configuration{configured(post.url())}};
    browser organizer{h};
    organizer.sign_in(h.token("organizer"));
    {
        browser someone{h};
        for (int i = 0; i < 200; ++i) {
            const auto n = std::to_string(i);
            someone.must_post(
                demo + "/registrations",
                guest("k" + n, "林一帆", "g" + n + "@guest.test", std::to_string(13800138000 + i)), 201);
        }
    }
    CHECK(count(organizer, "queued") + count(organizer, "sending") == 200);
    post.start();
    for (std::size_t round = 1; round <= 3; ++round) {
        wait_until("some came", [&] { return post.mails().size() >= 40 * round; });
        h.kill();
        h.start();
        browser again{h};
        again.cookies() = organizer.cookies();
        organizer = std::move(again);
    }
    wait_until_settled(organizer);
    const auto sent = count(organizer, "sent"), uncertain = count(organizer, "uncertain");
    CHECK(sent + uncertain == 200);
    CHECK(uncertain <= 6); // two connections, three times
    wait_for_mails(post, static_cast<std::size_t>(sent));
    std::map<std::string, int> by_recipient;
    std::set<std::string> ids;
    for (const auto& m : post.mails()) {
        ++by_recipient[m.field("To")];
        CHECK(ids.insert(m.field("Message-ID")).second);
    }
    for (const auto& [to, n] : by_recipient) CHECK_MESSAGE(n == 1, to);
    CHECK(by_recipient.size() >= static_cast<std::size_t>(sent));
    MESSAGE("sent ", sent, ", uncertain ", uncertain, ", arrived ", by_recipient.size());
}

TEST_CASE(
    "a mail that was handed over and not answered when the program died is uncertain until a person decides") {
    mail_server post;
    hall h{9, configuration{configured(post.url())}};
    browser someone{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    post.be_slow(true);
    someone.must_post(demo + "/registrations", guest("r1", "林一帆", "lin@guest.test"), 201);
    wait_for(organizer, "sending", 1);
    wait_until("exim has all of it", [&] { return post.has_input(); });
    h.kill();
    post.be_slow(false);
    h.start();
    browser again{h};
    again.cookies() = organizer.cookies();
    CHECK(count(again, "uncertain") == 1);
    CHECK(contains(text_at(log_of(again), "messages/0/error"), "the program ended"));
    // Something else goes out meanwhile, and this does not.
    browser other{h};
    other.must_post(demo + "/registrations", guest("r2", "单文", "shan@guest.test", "13800138001"), 201);
    wait_for(again, "sent", 1);
    CHECK(count(again, "uncertain") == 1);
    const auto arrived = wait_for_mails(post, 1).size(); // exim throws away what its client did not wait for
    again.must_post(demo + "/messages/again", json::object{{"id", "a1"}});
    again.must_post(demo + "/messages/again",
                    json::object{{"id", "a1"}}); // the answer was lost: once all the same
    wait_for(again, "sent", 2);
    CHECK(wait_for_mails(post, arrived + 1).size() == arrived + 1);
}

} // namespace jiangtang::test
