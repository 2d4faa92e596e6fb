// The post office without a server to go to: what is queued stays, nobody waits for it, and it ends at once.

#include "app/messages.hpp"

#include "store/messages.hpp"

#include "app/test_hall.hpp"

#include <doctest/doctest.h>

#include <thread>

namespace jiangtang::app::testing {
namespace {

hall_settings with_mail() {
    hall_settings how;
    how.post.origin = "https://hall.test";
    how.post.mail.url = "smtp://127.0.0.1:1"; // nobody listens there
    how.post.mail.from.address = "noreply@hall.test";
    how.post.mail.starttls = false;
    how.post.mail.connections = 4;
    return how;
}

domain::application someone(const std::string& email) {
    domain::application a;
    a.name = "林一帆";
    a.phone = "13800138000";
    a.consent = true;
    a.email = email;
    return a;
}

json::value messages_of(test_hall& t) { return json::parse(*t.run(read_messages(*t.h, slug, false))); }

json::object counts_of(test_hall& t) { return messages_of(t).at("counts").as_object(); }

void change(test_hall& t, const char* sql) {
    auto done = t.h->writer.run_now<int>([&](store::transaction& tx) -> result<int> {
        tx.db().run(sql);
        return 0;
    });
    REQUIRE(done);
}

} // namespace

TEST_CASE("a mail about a request that was answered meanwhile is not sent, also when an organizer sends it again") {
    test_hall t{9, with_mail()};
    REQUIRE(t.run(register_guest(*t.h, slug, {"r1", someone("lin@guest.test")}, "d", "http://x")));
    // It was a request, its mail failed, and it was approved since.
    change(t, "UPDATE message SET kind = 'requested', status = 'failed'");
    domain::staff by;
    by.event = slug;
    REQUIRE(t.run(send_again(*t.h, by, {"a1", ""}, "d")));
    CHECK(counts_of(t).at("queued") == 1);
    t.h->post.start();
    while (!counts_of(t).contains("superseded") && !t.h->post.trouble(domain::channel::mail))
        std::this_thread::yield();
    t.h->post.stop();
    CHECK(counts_of(t).contains("superseded"));
    CHECK(!t.h->post.trouble(domain::channel::mail)); // nobody was even asked to take it
}

TEST_CASE("who is registered is told of a new start once, and nobody when it comes back to what they know") {
    test_hall t{9, with_mail()};
    REQUIRE(t.run(register_guest(*t.h, slug, {"r1", someone("lin@guest.test")}, "d", "http://x")));
    change(t, "UPDATE message SET status = 'sent'");
    t.now = noon + 1;
    const auto move = [&](std::int64_t by) {
        auto e = t.h->writer.run_now<domain::event>([](store::transaction& tx) -> result<domain::event> {
            return store::find_event(tx.db(), slug).value();
        });
        wire::event_edit edit{e->version, e->what};
        edit.what.starts_at += by;
        REQUIRE(t.run(edit_event(*t.h, slug, edit)));
    };
    const auto write = [&] {
        auto more = t.h->writer.run_now<bool>([&](store::transaction& tx) -> result<bool> {
            return store::write_rescheduled(tx, t.h->how.post.channels(), 10);
        });
        return *more;
    };
    constexpr std::int64_t half_an_hour = 30 * 60'000;
    move(half_an_hour);
    move(-half_an_hour); // it was a slip
    t.now += domain::rescheduled_after_ms;
    CHECK(!write());
    move(half_an_hour);
    move(half_an_hour);
    CHECK(!write()); // perhaps it is moved again
    t.now += domain::rescheduled_after_ms;
    CHECK(write());
    CHECK(!write());
    const auto log = messages_of(t).at("messages").as_array();
    REQUIRE(log.size() == 2);
    CHECK(log[0].at("kind") == "rescheduled");
    move(0);
    t.now += domain::rescheduled_after_ms;
    CHECK(!write()); // another edit of the programme says nothing of the start
}

TEST_CASE("registrations go on while the mail server is away, and what they queued is there after the end") {
    test_hall t{9, with_mail()};
    t.h->post.start();
    for (int i = 0; i < 50; ++i) {
        const auto id = "r" + std::to_string(i);
        auto done = t.run(register_guest(*t.h, slug, {id, someone("g" + std::to_string(i) + "@guest.test")},
                                         "d", "http://x"));
        REQUIRE(done);
    }
    while (!t.h->post.trouble(domain::channel::mail)) std::this_thread::yield();
    t.h->post.stop();
    const auto log = messages_of(t).as_object();
    CHECK(log.at("counts").as_object().at("queued").as_int64() == 50);
    CHECK(log.at("channels").as_object().at("mail").as_object().contains("problem"));
    for (const auto& m : log.at("messages").as_array()) CHECK(m.as_object().at("attempts").as_int64() == 0);
}

TEST_CASE(
    "a phone that has a ticket gets that one again after ten minutes, and nobody is registered a second time") {
    hall_settings how;
    how.post.sms.url = "http://127.0.0.1:1";
    test_hall t{9, how};
    const auto again = [&](const std::string& id) {
        return *t.run(register_guest(*t.h, slug, {id, someone("")}, id, "http://x"));
    };
    const auto first = again("r1");
    CHECK(again("r2") == first);
    CHECK(messages_of(t).at("messages").as_array().size() == 1);
    t.now += domain::ticket_again_ms;
    CHECK(again("r3") == first);
    CHECK(messages_of(t).at("messages").as_array().size() == 2);
    CHECK(messages_of(t).at("counts").at("superseded").as_int64() == 1); // the first had not left yet
    const auto found = json::parse(*t.run(find_guests(*t.h, slug, "8000")));
    CHECK(found.at("registrations").as_array().size() == 1);
    CHECK(first.find(std::string{found.at("registrations").at(0).at("registration").as_string()}) ==
          first.npos);
}

TEST_CASE("without a channel no address is kept and nothing is queued") {
    test_hall t;
    t.h->post.start();
    REQUIRE(t.run(register_guest(*t.h, slug, {"r1", someone("lin@guest.test")}, "d", "http://x")));
    CHECK(messages_of(t).as_object().at("counts").as_object().empty());
    auto kept = t.h->writer.run_now<bool>(
        [](store::transaction& tx) -> result<bool> { return tx.db().query("SELECT 1 FROM contact").next(); });
    CHECK(!*kept);
    domain::staff by;
    by.event = slug;
    CHECK(t.run(send_test(*t.h, by, {"t1", domain::channel::mail, "a@b.cn", domain::language::zh}, "d"))
              .error()
              .value == errc::wrong_state);
}

} // namespace jiangtang::app::testing
