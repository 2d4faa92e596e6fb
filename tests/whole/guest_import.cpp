// Lists of guests: looked at, imported while people register, and over a kill -9.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace jiangtang::test {
namespace {

using namespace std::chrono_literals;

const std::string imports = demo + "/guest-imports";

std::string phone_of(int n) { return std::to_string(13'000'000'000 + n); }

/// A list for `count` people; the first of them come to the hall.
std::string list_of(int count, int in_person = 0, int from = 0) {
    std::string text = "\xEF\xBB\xBF姓名,手机,单位,职务,参会方式\r\n";
    for (int i = from; i < from + count; ++i)
        text += "来宾" + std::to_string(i) + "," + phone_of(i) + ",上海第一食品连锁发展有限公司,门店总监," +
                (i - from < in_person ? "现场" : "线上") + "\r\n";
    return text;
}

json::value sent(browser& b, const std::string& path, const std::string& file, int status = 200) {
    auto a = b.ask("POST", path, file, {{"Content-Type", "text/csv"}});
    INFO(a.body.substr(0, 2000));
    REQUIRE(a.status == status);
    return parsed(a.body);
}

json::value preview(browser& b, const std::string& file, const std::string& how = "") {
    return sent(b, imports + "/preview" + how, file).at("preview");
}

std::string import_path(const std::string& id, const std::string& more = "") {
    return imports + "?id=" + id + "&consent=true" + more;
}

/// The import of this id, once it is no longer being written.
json::value finished(browser& b, const std::string& id) {
    feed follows{b, "&as=organizer"};
    const auto all = b.must_get(imports);
    for (const auto& i : all.at("guest_imports").as_array())
        if (text_at(i, "id") == id && text_at(i, "status") != "writing") return i;
    for (;;) {
        const auto told = follows.read_type("guest_import.progressed");
        if (text_at(told, "guest_import/id") == id && text_at(told, "guest_import/status") != "writing")
            return told.at("guest_import");
    }
}

std::int64_t count(const json::value& p, const std::string& what) { return number_at(p, "counts/" + what); }

struct organizers_hall {
    explicit organizers_hall(int seats = 2) : h{seats}, organizer{h} {
        organizer.sign_in(h.token("organizer"));
    }
    hall h;
    browser organizer;
};

} // namespace

TEST_CASE("a list is looked at before anything is written, with every fault at its field") {
    organizers_hall o;
    browser guest{o.h};
    guest.registers("r1", "顾建国", "13900139000", "online");
    const std::string list = "质量大讲堂参会名单,,,,\r\n姓名,手机,单位,参会方式,备注\r\n"
                             "林一帆,13800138000,百联集团,现场,素食\r\n"
                             "单文,1.38E+10,百联集团,线上,\r\n"
                             ",138,,也许,\r\n"
                             "顾建国,139-0013-9000,质量协会,线上,\r\n"
                             "林一帆,13800138000,百联集团,现场,\r\n"
                             "周敏,13700137000,,,\r\n黄晨,13700137001,,,\r\n"
                             "合计,7人,,,\r\n";
    const auto p = preview(o.organizer, list);
    CHECK(number_at(p, "heading") == 2);
    CHECK(text_at(p, "encoding") == "UTF-8");
    CHECK(count(p, "good") == 3);
    CHECK(count(p, "faulty") == 2);
    CHECK(count(p, "duplicate") == 1);
    CHECK(count(p, "registered") == 1);
    CHECK(count(p, "in_person") == 3);
    CHECK(count(p, "waiting") == 1); // two seats
    CHECK(count(p, "passed_over") == 1);
    const auto& faulty = p.at("faulty").as_array();
    REQUIRE(faulty.size() == 2);
    CHECK(number_at(faulty[0], "row") == 4);
    CHECK(text_at(faulty[0], "phone") == "1.38E+10");
    CHECK(text_at(faulty[0].at("problems").as_array().at(0), "field") == "phone");
    CHECK(faulty[1].at("problems").as_array().size() == 3);
    CHECK(text_at(p.at("columns").as_array().at(4), "column") == "none");
    CHECK(text_at(p.at("columns").as_array().at(4), "title") == "备注");
    CHECK(text_at(p.at("left_out").as_array().at(0), "state") == "registered");

    const auto table = o.organizer.ask("POST", imports + "/faulty.csv", list, {});
    CHECK(table.status == 200);
    CHECK(table.field("content-disposition").find("attachment") != std::string::npos);
    CHECK(table.body.starts_with(
        "\xEF\xBB\xBF姓名,手机,单位,参会方式,备注,需要改正\r\n单文,1.38E+10,百联集团,线上,,手机："));
    CHECK(number_in(o.h.database(), "SELECT count(*) FROM registration") == 1);
    CHECK(number_in(o.h.database(), "SELECT count(*) FROM guest_import_part") == 0);
}

TEST_CASE("columns are mapped by hand where no heading is known") {
    organizers_hall o;
    const std::string list = "13800138000\t林一帆\tx\n13900139000\t单文\ty\n";
    const auto none = preview(o.organizer, list);
    CHECK(number_at(none, "heading") == 0);
    CHECK(text_at(none.at("columns").as_array().at(1), "example") == "林一帆");
    CHECK(count(none, "good") == 0);
    CHECK(number_at(sent(o.organizer, import_path("i1"), list, 409), "status") == 409);
    const auto chosen = preview(o.organizer, list, "?columns=phone,name&heading=0&attendance=online");
    CHECK(count(chosen, "good") == 2);
    CHECK(count(chosen, "online") == 2);
    CHECK(text_at(sent(o.organizer, imports + "/preview?columns=phone,x&heading=0", list, 422), "field") ==
          "columns");
    CHECK(text_at(sent(o.organizer, imports + "/preview?columns=phone&heading=0", list, 422), "code") ==
          "missing_field");
}

TEST_CASE("only an organizer of the event imports, with consent, and nothing but a list") {
    organizers_hall o;
    browser desk{o.h}, anyone{o.h};
    desk.sign_in(o.h.token("desk"));
    const auto list = list_of(1);
    for (const auto* path : {"", "/preview", "/faulty.csv"}) {
        CHECK(anyone.ask("POST", imports + path, list, {}).status == 401);
        CHECK(desk.ask("POST", imports + path, list, {}).status == 403);
        CHECK(
            o.organizer.ask("POST", imports + path, list, {{"Origin", "http://elsewhere.example"}}).status ==
            403);
    }
    CHECK(desk.get(imports).status == 403);
    CHECK(text_at(sent(o.organizer, imports + "?id=i1", list, 422), "code") == "consent_required");
    CHECK(text_at(sent(o.organizer, imports + "?consent=true", list, 422), "field") == "id");
    CHECK(text_at(sent(o.organizer, import_path("i1"), "\x89PNG\r\n\xFF\xFF", 422), "field") == "file");
    CHECK(text_at(sent(o.organizer, import_path("i1"), "", 422), "field") == "file");
    browser large{o.h}; // told before the body is sent
    large.send("POST " + imports + "/preview HTTP/1.1\r\nHost: h\r\nContent-Length: 16777217\r\nCookie: " +
               [&] {
                   large.cookies() = o.organizer.cookies();
                   return large.cookie_line();
               }() +
               "\r\n\r\n");
    CHECK(large.read().status == 413);
    CHECK(text_at(sent(o.organizer, import_path("i1"), list_of(5003, 5003), 409), "code") ==
          "not_enough_seats");
    CHECK(text_at(o.organizer.must_get(imports + "/nothing", 404), "code") == "not_found");
    CHECK(number_in(o.h.database(), "SELECT count(*) FROM registration") == 0);
}

TEST_CASE(
    "the rows are registered once, in their order, with the organizer's word for their consent, and kept in the audit") {
    organizers_hall o{3};
    const auto list = list_of(60, 5) + "坏,1,,,\r\n";
    const auto answer = sent(o.organizer, import_path("i1"), list, 201);
    const auto id = text_at(answer, "guest_import/id");
    CHECK(number_at(answer, "guest_import/total") == 60);
    const auto done = finished(o.organizer, id);
    CHECK(text_at(done, "status") == "done");
    CHECK(number_at(done, "written") == 60);
    // The same request again: the same answer, and nobody twice; an id used otherwise is noticed.
    CHECK(sent(o.organizer, import_path("i1"), list, 201) == answer);
    CHECK(text_at(sent(o.organizer, import_path("i1", "&tickets=true"), list, 409), "code") == "id_reused");
    CHECK(text_at(sent(o.organizer, import_path("i2"), list, 409), "code") ==
          "wrong_state"); // all are registered by now
    CHECK(number_in(o.h.database(), "SELECT count(*) FROM registration") == 60);
    CHECK(number_in(o.h.database(), "SELECT count(*) FROM guest_import_part") == 0);
    CHECK(number_in(o.h.database(), "SELECT count(*) FROM registration WHERE consent LIKE '%/organizer'") == 60);
    CHECK(number_in(o.h.database(), "SELECT count(DISTINCT code) FROM ticket") == 60);
    CHECK(number_in(o.h.database(), "SELECT count(*) FROM audit WHERE what = 'registrations.imported'") == 1);
    const auto found = o.organizer.must_get(demo + "/registrations?q=来宾0").at("registrations").as_array();
    CHECK(text_at(found.at(0), "seat") == "1-1");
    CHECK(
        number_at(o.organizer.must_get(demo + "/registrations?q=来宾4").at("registrations").as_array().at(0),
                  "position") == 2);
    const auto event = o.organizer.must_get(demo);
    CHECK(number_at(event, "event/online") == 55);
    CHECK(number_at(event, "event/seats/waitlisted") == 2);
}

TEST_CASE("who asked to come is approved by the list, in the name of who brought it, and told so") {
    // Nobody listens there: the messages stay in the queue.
    hall h{1, configuration{"[mail]\nurl = \"smtp://127.0.0.1:9\"\nfrom = \"noreply@hall.test\"\nstarttls = false\n"}};
    browser organizer{h}, guest{h}, desk{h};
    organizer.sign_in(h.token("organizer"));
    desk.sign_in(h.token("desk"));
    const json::object ask{{"version", 0},
                           {"hall_opens_at", nullptr},
                           {"hall_closes_at", nullptr},
                           {"online_opens_at", nullptr},
                           {"online_closes_at", nullptr},
                           {"online_limit", 1},
                           {"approval", "all"}};
    REQUIRE(organizer.put(demo + "/rules", json::serialize(ask)).status == 200);
    const auto applies = [&](const std::string& id, const std::string& name, int n, const char* attendance) {
        return guest.must_post(demo + "/registrations",
                               {{"id", id},
                                {"attendance", attendance},
                                {"name", name},
                                {"phone", phone_of(n)},
                                {"email", id + "@guest.test"},
                                {"consent", true}},
                               201);
    };
    const auto lin = applies("r1", "林一帆", 1, "in_person");
    applies("r2", "单文", 2, "in_person");
    applies("r3", "古丽娜尔", 3, "online");
    applies("r4", "欧阳明", 4, "online");
    applies("r5", "没有上名单", 5, "in_person");
    const std::string list = "姓名,手机,参会方式\r\n单文," + phone_of(2) + ",现场\r\n林一帆," + phone_of(1) +
                             ",现场\r\n古丽娜尔," + phone_of(3) + ",现场\r\n欧阳明," + phone_of(4) +
                             ",线上\r\n周敏," + phone_of(6) + ",线上\r\n";
    const auto p = preview(organizer, list);
    CHECK(count(p, "requested") == 4);
    CHECK(count(p, "registered") == 0);
    CHECK(count(p, "good") == 1);
    CHECK(count(p, "in_person") == 2); // for what they asked for, whatever the list says
    CHECK(count(p, "waiting") == 1);
    CHECK(text_at(p.at("requested").as_array().at(0), "state") == "requested");
    CHECK(text_at(p.at("requested").as_array().at(2), "attendance") == "online");
    CHECK(p.at("left_out").as_array().empty());

    feed board{desk, "&as=desk"};
    const auto answer = sent(organizer, import_path("i1"), list, 201);
    CHECK(number_at(answer, "guest_import/total") == 5);
    const auto done = finished(organizer, text_at(answer, "guest_import/id"));
    REQUIRE(number_at(done, "written") == 5);
    CHECK(number_at(done, "left_out") == 0);
    CHECK(number_in(h.database(), "SELECT count(*) FROM registration") == 6); // nobody twice
    const auto told = board.read_type("registration.changed");
    CHECK(text_at(told, "guest/name") == "单文");
    CHECK(text_at(told, "guest/seat") == "1-1");
    CHECK(number_at(guest.must_get("/api/tickets/" + text_at(lin, "ticket/code")), "ticket/position") == 1);
    // The list is the organizer's own: the limit that holds for the form does not hold for it.
    CHECK(number_at(guest.must_get(demo), "event/online") == 3);
    const auto left = organizer.must_get(demo + "/requests");
    CHECK(number_at(left, "count") == 1);
    CHECK(text_at(left, "requests/0/guest/name") == "没有上名单");
    CHECK(number_in(h.database(), "SELECT count(*) FROM request q JOIN guest_import i ON i.staff = q.staff "
                       "WHERE q.decided_at IS NOT NULL") == 4);
    // They are told, though the others of the list are not.
    CHECK(number_in(h.database(), "SELECT count(*) FROM message WHERE kind IN ('ticket', 'waiting')") == 4);
    CHECK(text_at(sent(organizer, import_path("i2"), list, 409), "code") == "wrong_state"); // all are in by now
}

TEST_CASE(
    "organizers follow it in their feed, desks hear of those who come to the hall, and a ticket opens the door") {
    organizers_hall o{3};
    browser desk{o.h};
    desk.sign_in(o.h.token("desk"));
    feed organizers{o.organizer}, desks{desk};
    const auto id = text_at(sent(o.organizer, import_path("i1"), list_of(150, 2), 201), "guest_import/id");
    finished(o.organizer, id);
    json::value last;
    do last = organizers.read_type("guest_import.progressed");
    while (text_at(last.at("guest_import"), "status") == "writing");
    CHECK(number_at(last, "guest_import/written") == 150);
    CHECK(number_at(last, "online") == 148);
    CHECK(number_at(last, "seats/left") == 1);
    CHECK(text_at(desks.read_type("registration.created"), "guest/name") == "来宾0");
    CHECK(text_at(desks.read_type("registration.created"), "guest/name") == "来宾1");
    // Nobody hears 148 times of who watches online; the feed is as it was for everybody.
    CHECK(number_in(o.h.database(), "SELECT count(*) FROM feed") < 20);
    const auto roster = desk.must_get(demo + "/roster").at("guests").as_array();
    REQUIRE(roster.size() == 2);
    const auto in = desk.must_post(demo + "/check-ins", {{"id", "c1"},
                                                         {"registration", roster.at(0).at("registration")},
                                                         {"desk", "1号台"},
                                                         {"scanned_at", 1}});
    CHECK(text_at(in, "result") == "admitted");
}

TEST_CASE("a list can be stopped, and ends with the event") {
    organizers_hall o;
    auto id = text_at(sent(o.organizer, import_path("i1"), list_of(30'000), 201), "guest_import/id");
    const auto stopped = o.organizer.must_post(imports + "/" + id + "/stop", json::object{});
    CHECK(text_at(stopped, "guest_import/status") == "stopped");
    CHECK(o.organizer.must_post(imports + "/" + id + "/stop", json::object{}) == stopped);
    const auto written = number_at(finished(o.organizer, id), "written");
    CHECK(written < 30'000);
    CHECK(number_in(o.h.database(), "SELECT count(*) FROM registration") == written);
    CHECK(number_in(o.h.database(), "SELECT count(*) FROM guest_import_part") == 0);
    CHECK(o.organizer.post(imports + "/nothing/stop", "{}").status == 404);

    id = text_at(sent(o.organizer, import_path("i2"), list_of(30'000), 201), "guest_import/id");
    o.organizer.must_post(demo + "/stream", {{"do", "start"}});
    o.organizer.must_post(demo + "/stream", {{"do", "end"}});
    CHECK(text_at(finished(o.organizer, id), "status") == "stopped");
    CHECK(number_in(o.h.database(), "SELECT count(*) FROM guest_import_part") == 0);
    CHECK(text_at(sent(o.organizer, imports + "/preview", list_of(1), 409), "code") == "event_ended");
}

TEST_CASE("after kill -9 in the middle of a list every row of it is registered exactly once, in its order") {
    organizers_hall o{200};
    const int people = 20'000, in_person = 400;
    const auto id =
        text_at(sent(o.organizer, import_path("i1"), list_of(people, in_person), 201), "guest_import/id");
    std::int64_t before = 0;
    for (int round = 1; round <= 4; ++round) {
        // It has got further since the last kill, and is not through.
        std::int64_t now = before;
        while (now <= before + 300) now = number_in(o.h.database(), "SELECT written FROM guest_import");
        o.h.kill();
        before = number_in(o.h.database(), "SELECT count(*) FROM registration");
        REQUIRE(before < people);
        CHECK(before == number_in(o.h.database(), "SELECT written FROM guest_import"));
        o.h.start();
    }
    browser again{o.h};
    again.cookies() = o.organizer.cookies();
    const auto done = finished(again, id);
    CHECK(number_at(done, "written") == people);
    CHECK(number_in(o.h.database(), "SELECT count(*) FROM registration") == people);
    CHECK(number_in(o.h.database(), "SELECT count(DISTINCT name) FROM registration") == people);
    CHECK(number_in(o.h.database(), "SELECT count(DISTINCT digest) FROM phone") == people);
    CHECK(number_in(o.h.database(), "SELECT count(*) FROM seat WHERE registration IS NOT NULL") == 200);
    // The first of the list have the seats in its order, and the others of the hall wait in it.
    CHECK(number_in(o.h.database(), "SELECT count(*) FROM seat s JOIN registration r ON r.id = s.registration "
                         "WHERE r.name = '来宾' || s.place") == 200);
    CHECK(number_in(o.h.database(),
              "SELECT count(*) FROM (SELECT name, row_number() OVER (ORDER BY queued) AS n FROM registration "
              "WHERE status = 'waitlisted') WHERE name = '来宾' || (199 + n)") == 200);
}

TEST_CASE("a long list is imported while others register, who hardly notice") {
    organizers_hall o{100};
    // GUESTS=100000 measures the largest list that is taken.
    const char* asked = std::getenv("GUESTS");
    const int people = asked ? std::stoi(asked) : 20'000;
    const auto list = list_of(people, 300);
    auto begin = std::chrono::steady_clock::now();
    const auto ms = [](auto from) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - from)
            .count();
    };
    std::vector<std::int64_t> waits;
    std::jthread registering{[&](const std::stop_token& over) {
        browser guest{o.h};
        for (int n = 0; !over.stop_requested(); ++n) {
            const auto from = std::chrono::steady_clock::now();
            guest.registers("own-" + std::to_string(n), "自己报名" + std::to_string(n),
                            std::to_string(18'000'000'000 + n), "online");
            waits.push_back(
                std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - from)
                    .count());
        }
    }};
    CHECK(count(preview(o.organizer, list), "good") == people);
    const auto looked = ms(begin);
    begin = std::chrono::steady_clock::now();
    const auto id = text_at(sent(o.organizer, import_path("i1"), list, 201), "guest_import/id");
    const auto accepted = ms(begin);
    const auto done = finished(o.organizer, id);
    const auto written = ms(begin);
    registering.request_stop();
    registering.join();
    CHECK(number_at(done, "written") == people);
    CHECK(number_in(o.h.database(), "SELECT count(*) FROM registration WHERE name LIKE '来宾%'") == people);
    std::ranges::sort(waits);
    const auto p95 = waits.at(waits.size() * 95 / 100), longest = waits.back();
    MESSAGE("preview after " << looked << " ms, accepted after " << accepted << " ms, written after "
                             << written << " ms; meanwhile " << waits.size() << " registrations, p95 "
                             << p95 / 1000.0 << " ms, longest " << longest / 1000.0 << " ms");
    CHECK(p95 < 250'000);
}

TEST_CASE("a template is a heading that is read back") {
    organizers_hall o;
    for (const auto* name :
         {"template.csv", "template.xlsx", "template.csv?lang=en", "template.xlsx?lang=en"}) {
        const auto a = o.organizer.get(imports + "/" + name);
        CHECK(a.status == 200);
        const auto p = preview(o.organizer, a.body);
        CHECK(number_at(p, "heading") == 1);
        for (const auto& column : p.at("columns").as_array()) CHECK(text_at(column, "column") != "none");
    }
}

} // namespace jiangtang::test
