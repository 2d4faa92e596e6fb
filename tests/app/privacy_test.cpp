// A person who is erased, and an event whose retention is over: nothing that says who it was stays in the files.

#include "app/exports.hpp"
#include "app/privacy.hpp"
#include "app/roster.hpp"
#include "app/test_hall.hpp"
#include "store/privacy.hpp"
#include "store/questions.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

namespace jiangtang::app::testing {
namespace {

constexpr unix_ms day = 24LL * 3600 * 1000;

/// How often the database and its log hold the bytes.
int times_kept(const test_hall& t, const std::string& text) {
    int found = 0;
    for (const auto* name : {"jiangtang.db", "jiangtang.db-wal"}) {
        std::ostringstream bytes;
        bytes << std::ifstream{t.h->how.data / name, std::ios::binary}.rdbuf();
        const auto all = bytes.str();
        for (auto at = all.find(text); at != all.npos; at = all.find(text, at + 1)) ++found;
    }
    return found;
}

std::string text_in(const test_hall& t, const char* sql, const std::string& registration) {
    store::database db{t.h->how.data, store::access_mode::read_only};
    auto r = db.query(sql, registration);
    return r.next() ? r.text(0) : "";
}

std::int64_t number_in(const test_hall& t, const char* sql) {
    store::database db{t.h->how.data, store::access_mode::read_only};
    auto r = db.query(sql);
    return r.next() ? r.number(0) : -1;
}

/// A guest of the hall with a ticket, a name beside a question, and answers that were given.
struct somebody {
    std::string registration, code, question;
    domain::caller viewer;
};

somebody come(test_hall& t, const std::string& name, const std::string& id = "1") {
    somebody s;
    wire::registration_request r{
        "r-own-" + id, {{domain::attendance::in_person, name, "识微仪器厂", "检定员"}, "13900007391", true}};
    const auto made = json::parse(t.run(register_guest(*t.h, slug, r, "digest", "http://h")).value());
    s.registration = made.at("registration").at("id").as_string();
    s.code = made.at("ticket").at("code").as_string();
    wire::change_request c{"c-" + id, {domain::attendance::in_person, name, "识微仪器厂", "检定员"}};
    t.run(change_ticket(*t.h, s.code, c, "digest", "http://h")).value();
    wire::viewer_request v;
    v.ticket = s.code;
    s.viewer.person = t.run(become_viewer(*t.h, slug, v, "")).value().who;
    s.question = ask_for_id(t, s.viewer, "ask-1");
    return s;
}

result<std::string> erase(test_hall& t, const std::string& code, const std::string& id = "e-1") {
    return t.run(erase_person(*t.h, code, {id}, "digest"));
}

} // namespace

TEST_CASE("a person sees what is kept, without the phone") {
    test_hall t;
    const auto s = come(t, "欧阳识微");
    const auto text = t.run(read_person(*t.h, s.code)).value();
    const auto p = json::parse(text).at("person");
    CHECK(p.at("name") == "欧阳识微");
    CHECK(p.at("phone_last4") == "7391");
    CHECK(p.at("consent") == "2026-2");
    CHECK(p.at("consented_at") == noon);
    CHECK(p.at("questions").at(0).at("name") == "欧阳识微");
    CHECK(text.find("13900007391") == text.npos);
    CHECK(t.run(read_person(*t.h, "22222AAAAA")).error().value == errc::unknown_ticket);
}

TEST_CASE(
    "of a person who is erased neither database nor log keeps a trace, and the seat goes to who waits") {
    test_hall t{1};
    const auto s = come(t, "欧阳识微");
    t.guest("r-2", "林一帆"); // waits
    const auto organizer = t.staff(domain::role::organizer);
    t.command(organizer, {{"id", "a-1"}, {"do", "approve"}, {"question", s.question}});
    const std::vector<std::string> traces{
        "欧阳识微",
        "ouyang",
        "识微仪器厂",
        "检定员",
        R"("phone_last4":"7391")",
        text_in(t, "SELECT phone_sealed FROM registration WHERE id = $1", s.registration),
        text_in(t, "SELECT phone_last4 || organization FROM registration WHERE id = $1", s.registration),
        text_in(t, "SELECT digest FROM phone WHERE registration = $1", s.registration)};
    for (const auto& trace : traces) {
        CAPTURE(trace);
        REQUIRE(trace.size() > 4);
        CHECK(times_kept(t, trace) > 0); // else the search proves nothing
    }
    const auto before = t.join(organizer).seq;

    const auto first = erase(t, s.code).value();
    for (const auto& trace : traces) {
        CAPTURE(trace);
        CHECK(times_kept(t, trace) == 0);
    }
    CHECK(erase(t, s.code).value() == first); // sent again: the same
    CHECK(erase(t, s.code, "e-2").error().value == errc::ticket_erased);
    CHECK(t.run(read_ticket(*t.h, s.code, "http://h")).error().value == errc::ticket_erased);
    CHECK(t.run(read_person(*t.h, s.code)).error().value == errc::ticket_erased);
    wire::registration_request again{
        "r-own-1", {{domain::attendance::in_person, "欧阳识微", "", ""}, "13900007391", true}};
    CHECK(t.run(register_guest(*t.h, slug, again, "digest", "http://h")).error().value == errc::id_reused);

    // Who is connected hears of it, and who comes back misses nothing: every notice is there, without the name.
    std::vector<std::string> types;
    const auto missed = t.join(organizer, before, t.h->epoch).messages;
    CHECK(json::parse(missed.at(0)).at("recovered") == true);
    for (std::size_t i = 1; i < missed.size(); ++i)
        types.emplace_back(json::parse(missed[i]).at("type").as_string());
    CHECK(types ==
          std::vector<std::string>{"registration.cancelled", "registration.promoted", "question.unnamed"});
    const auto from_the_beginning = t.join(organizer, 0, t.h->epoch).messages;
    CHECK(json::parse(from_the_beginning.at(0)).at("recovered") == true);
    std::int64_t seq = 0;
    for (std::size_t i = 1; i < from_the_beginning.size(); ++i) {
        CHECK(json::parse(from_the_beginning[i]).at("seq") == ++seq);
        CHECK(from_the_beginning[i].find("欧阳识微") == std::string::npos);
    }
    CHECK(seq == t.join(organizer).seq);
    CHECK(json::serialize(t.hello(organizer)).find("欧阳识微") == std::string::npos);
    CHECK(number_in(t, "SELECT count(*) FROM registration") == 2); // the figures stay
}

TEST_CASE("who is in the hall stays counted there, and whoever else is named stays named") {
    test_hall t;
    const auto s = come(t, "欧阳识微");
    const auto other = come(t, "诸葛见山", "2");
    const auto desk = t.staff(domain::role::desk);
    wire::check_in_request scan;
    scan.id = "c-1";
    scan.ticket = s.code;
    scan.desk = "1号台";
    scan.scanned_at = noon;
    t.run(check_in(*t.h, desk.member, scan)).value();
    const auto kept = times_kept(t, "诸葛见山");
    REQUIRE(times_kept(t, "欧阳识微") > 0);
    erase(t, s.code).value();
    CHECK(times_kept(t, "欧阳识微") == 0);
    CHECK(times_kept(t, "诸葛见山") > 0);
    CHECK(kept > 0);
    const auto arrivals = t.hello(desk).at("snapshot").at("arrivals");
    CHECK(arrivals.at("admitted") == 1);
    CHECK(arrivals.at("recent").at(0).at("name") == "—");
    CHECK(t.run(read_person(*t.h, other.code)).has_value());
}

TEST_CASE("a long read only puts off the emptying of the log") {
    test_hall t;
    const auto s = come(t, "欧阳识微");
    {
        store::database db{t.h->how.data, store::access_mode::read_only};
        db.script("BEGIN");
        REQUIRE(db.query("SELECT count(*) FROM registration").next());
        CHECK(erase(t, s.code).has_value());
        CHECK(times_kept(t, "欧阳识微") > 0); // the reader still sees it
        db.script("COMMIT");
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (times_kept(t, "欧阳识微") > 0 && std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
    CHECK(times_kept(t, "欧阳识微") == 0);
}

TEST_CASE("after an erasure the file is written anew, once, and not while an event is live") {
    test_hall t;
    const auto organizer = t.staff(domain::role::organizer);
    const auto marked = [&] { return number_in(t, "SELECT count(*) FROM meta WHERE name = 'rewrite'"); };
    const auto s = come(t, "欧阳识微");
    t.run(move_stream(*t.h, slug, domain::stream_act::start)).value();
    erase(t, s.code).value();
    t.h->sweep();
    CHECK(marked() == 1);
    t.run(move_stream(*t.h, slug, domain::stream_act::end)).value();
    t.h->sweep();
    CHECK(marked() == 0);
    CHECK(t.hello(organizer).contains("snapshot")); // readers go on
}

TEST_CASE("after its retention an event keeps its figures and nobody's name") {
    test_hall t{2};
    const auto s = come(t, "欧阳识微");
    for (int i = 0; i < 1200; ++i) // more than one batch
        t.guest("r-" + std::to_string(i), "来宾第" + std::to_string(i) + "号");
    const auto organizer = t.staff(domain::role::organizer);
    const auto before = t.join(organizer).seq;
    t.run(move_stream(*t.h, slug, domain::stream_act::start)).value();
    t.run(move_stream(*t.h, slug, domain::stream_act::end)).value();
    const auto audit = json::parse(t.run(read_audit(*t.h, slug)).value());
    CHECK(audit.at("erases_at") == noon + 90 * day);
    REQUIRE(times_kept(t, "欧阳识微") > 0);

    t.now = noon + 90 * day;
    t.h->sweep();
    CHECK(times_kept(t, "欧阳识微") > 0); // not yet
    t.now = noon + 90 * day + 1;
    t.h->sweep();
    CHECK(times_kept(t, "欧阳识微") == 0);
    CHECK(times_kept(t, "来宾第") == 0);
    CHECK(number_in(t, "SELECT count(*) FROM phone") == 0);
    CHECK(number_in(t, "SELECT count(*) FROM registration WHERE erased_at IS NOT NULL") == 1201);
    CHECK(number_in(t, "SELECT count(*) FROM registration WHERE status = 'waitlisted'") == 1199);
    CHECK(number_in(t, "SELECT count(*) FROM question") == 1);
    CHECK(t.run(read_ticket(*t.h, s.code, "http://h")).error().value == errc::ticket_erased);
    const auto after = json::parse(t.run(read_audit(*t.h, slug)).value()).as_object();
    CHECK(after.at("erased_at") == t.now.load());
    CHECK(!after.contains("erases_at"));

    // The feed does not go back as far: a snapshot, and not a gap.
    const auto again = json::parse(t.join(organizer, before, t.h->epoch).messages.at(0)).as_object();
    CHECK(again.contains("snapshot"));
    CHECK(!again.contains("recovered"));
}

TEST_CASE("whom a desk without a network let in is erased, too, when it tells so after the erasure, and nobody else registers") {
    test_hall t{2};
    come(t, "欧阳识微");
    const auto desk = t.staff(domain::role::desk);
    // Nobody ends the event.
    const auto over = json::parse(t.run(read_audit(*t.h, slug)).value()).at("erases_at").as_int64() + 1;
    t.now = over;
    t.h->sweep();
    REQUIRE(times_kept(t, "欧阳识微") == 0);
    const auto open = json::parse(*t.run(read_event(*t.h, slug)).value() + "}").at("open").as_array();
    CHECK(open.empty());
    wire::registration_request r{
        "r-late", {{domain::attendance::online, "司徒晚来", "", ""}, "13900007392", true}};
    CHECK(t.run(register_guest(*t.h, slug, r, "d", "http://h")).error().value == errc::event_ended);
    CHECK(times_kept(t, "司徒晚来") == 0);

    wire::walk_in_request w;
    w.id = "w-1";
    w.desk = "1号台";
    w.scanned_at = noon;
    w.offline = true;
    w.let_in = true;
    w.who.name = "司徒晚来";
    w.who.consent = true;
    REQUIRE(t.run(walk_in(*t.h, desk.member, w)));
    CHECK(times_kept(t, "司徒晚来") > 0);
    t.now = over + 60'000;
    t.h->sweep();
    CHECK(times_kept(t, "司徒晚来") == 0);
    CHECK(number_in(t, "SELECT count(*) FROM registration WHERE erased_at IS NOT NULL") == 2);
}

TEST_CASE("no names are erased of an event that is live, or when the operator keeps them") {
    hall_settings how;
    SUBCASE("live") {}
    SUBCASE("kept") { how.retention = 0; }
    const bool live = how.retention != 0;
    test_hall t{2, how};
    come(t, "欧阳识微");
    const auto organizer = t.staff(domain::role::organizer);
    t.run(move_stream(*t.h, slug, domain::stream_act::start)).value();
    if (!live) t.run(move_stream(*t.h, slug, domain::stream_act::end)).value();
    t.now = noon + 4000 * day;
    t.h->sweep();
    CHECK(number_in(t, "SELECT count(*) FROM registration WHERE name = '欧阳识微'") == 1);
}

TEST_CASE("who exported what is told, the newest first") {
    test_hall t;
    const auto organizer = t.staff(domain::role::organizer);
    t.run(export_table(*t.h, organizer.member, table::registrations, wire::table_format::csv, domain::language::zh)).value();
    t.now = noon + 1;
    t.run(export_table(*t.h, organizer.member, table::check_ins, wire::table_format::csv, domain::language::zh)).value();
    const auto entries = json::parse(t.run(read_audit(*t.h, slug)).value()).at("entries").as_array();
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].at("what") == "check_ins.exported");
    CHECK(entries[0].at("at") == noon + 1);
    CHECK(entries[1].at("what") == "registrations.exported");
    CHECK(entries[1].at("staff") == "李静");
}

TEST_CASE(
    "an organizer sets how long people are kept, shorter at any time, longer only before the first registers") {
    test_hall t{2};
    const auto organizer = t.staff(domain::role::organizer);
    const auto set = [&](std::int64_t days) {
        return t.run(set_retention_days(*t.h, organizer.member, days));
    };
    const auto shown = [&] { return t.run(read_retention_days(*t.h, slug)).value(); };
    CHECK(shown() == "90");
    CHECK(set(365));
    CHECK(shown() == "365"); // though it was kept in memory
    const auto told = json::parse(t.run(read_roster(*t.h, slug, false)).value()->c_str()).as_object();
    CHECK(told.at("retention_days") == 365); // for whom a desk registers
    come(t, "欧阳识微");
    CHECK(set(366).error().field == "days");
    CHECK(shown() == "365");
    const auto before = t.join(organizer).seq;
    CHECK(set(30));
    CHECK(set(30)); // sent again: one line of the audit
    const auto heard = t.join(organizer, before, t.h->epoch).messages;
    REQUIRE(heard.size() == 2);
    CHECK(json::parse(heard.at(1)).at("type") == "event.updated");
    CHECK(json::parse(heard.at(1)).at("retention_days") == 30);
    t.run(move_stream(*t.h, slug, domain::stream_act::start)).value();
    t.run(move_stream(*t.h, slug, domain::stream_act::end)).value();
    const auto audit = json::parse(t.run(read_audit(*t.h, slug)).value()).as_object();
    CHECK(audit.at("retention_days") == 30);
    CHECK(audit.at("may_lengthen") == false);
    CHECK(audit.at("kept_from") == noon);
    CHECK(audit.at("erases_at") == noon + 30 * day);
    CHECK(audit.at("entries").as_array().size() == 2);
    CHECK(audit.at("entries").at(0).at("what") == "retention.changed");

    t.now = noon + 30 * day;
    t.h->sweep();
    CHECK(times_kept(t, "欧阳识微") > 0); // not yet
    t.now = noon + 30 * day + 1;
    t.h->sweep();
    CHECK(times_kept(t, "欧阳识微") == 0);
    CHECK(set(20).error().value == errc::wrong_state);
}

TEST_CASE("where the operator keeps names for ever an organizer may still have them erased") {
    hall_settings how;
    how.retention = 0;
    test_hall t{2, how};
    come(t, "欧阳识微");
    const auto organizer = t.staff(domain::role::organizer);
    CHECK(t.run(read_retention_days(*t.h, slug)).value() == "0");
    CHECK(t.run(set_retention_days(*t.h, organizer.member, 10)));
    t.run(move_stream(*t.h, slug, domain::stream_act::start)).value();
    t.run(move_stream(*t.h, slug, domain::stream_act::end)).value();
    t.now = noon + 11 * day;
    t.h->sweep();
    CHECK(times_kept(t, "欧阳识微") == 0);
}

TEST_CASE("a guest's phone is told to an organizer, who did so is kept once, and no kept answer holds it") {
    test_hall t;
    const auto s = come(t, "欧阳识微");
    const auto organizer = t.staff(domain::role::organizer);
    const auto reveal = [&](const std::string& who, const std::string& id) {
        return t.run(reveal_phone(*t.h, organizer.member, who, id));
    };
    CHECK(reveal(s.registration, "p-1").value() == R"({"phone":"13900007391"})");
    CHECK(reveal(s.registration, "p-1").value() == R"({"phone":"13900007391"})");
    CHECK(reveal("r-nobody", "p-2").error().value == errc::unknown_registration);
    const auto entries = json::parse(t.run(read_audit(*t.h, slug)).value()).at("entries").as_array();
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].at("what") == "phone.revealed");
    CHECK(entries[0].at("guest") == "欧阳识微");
    CHECK(times_kept(t, "13900007391") == 0);
    for (int i = 0; i < 40; ++i) reveal(s.registration, "q-" + std::to_string(i));
    CHECK(reveal(s.registration, "p-3").error().value == errc::rate_limited);
    t.now = noon + 3'600'000;
    erase(t, s.code).value();
    CHECK(reveal(s.registration, "p-4").error().value == errc::wrong_state);
}

} // namespace jiangtang::app::testing
