// A person takes the own data along and erases it, over real sockets; the files of the running program are searched for the name.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

namespace jiangtang::test {
namespace {

/// How often the database and its log hold the bytes.
int times_in_files(const hall& h, const std::string& text) {
    int found = 0;
    for (const auto* name : {"/jiangtang.db", "/jiangtang.db-wal"}) {
        std::ostringstream bytes;
        bytes << std::ifstream{h.data() + name, std::ios::binary}.rdbuf();
        const auto all = bytes.str();
        for (auto at = all.find(text); at != all.npos; at = all.find(text, at + 1)) ++found;
    }
    return found;
}

} // namespace

TEST_CASE(
    "a person sees, takes along and erases the own data, and the files of the running program hold no trace") {
    hall h{1};
    browser organizer{h}, guest{h}, next{h};
    organizer.sign_in(h.token("organizer"));
    feed board{organizer, "&as=organizer"};
    const auto made = guest.registers("r-1", "欧阳识微", "13900007391");
    const auto ticket = "/api/tickets/" + text_at(made, "ticket/code");
    guest.must_post(ticket + "/change", {{"id", "c-1"},
                                         {"attendance", "in_person"},
                                         {"name", "欧阳识微"},
                                         {"organization", "识微仪器厂"},
                                         {"title", "检定员"}});
    CHECK(text_at(next.registers("r-2", "林一帆", "13900002468"), "registration/status") == "waitlisted");
    guest.must_post(demo + "/viewers", {{"ticket", text_at(made, "ticket/code")}}, 201);
    {
        feed seat{guest};
        const auto asked = seat.command({{"id", "q-1"}, {"do", "ask"}, {"text", "标准多久复审一次？"}});
        board.command({{"id", "m-1"}, {"do", "approve"}, {"question", text_at(asked, "question/id")}});
        CHECK(text_at(seat.read_type("question.published"), "question/name") == "欧阳识微");
    }
    const auto person = guest.must_get(ticket + "/data");
    CHECK(text_at(person, "person/name") == "欧阳识微");
    CHECK(text_at(person, "person/phone_last4") == "7391");
    CHECK(at(person, "person/questions").as_array().size() == 1);

    const std::vector<std::string> traces{"欧阳识微", "ouyang", "识微仪器厂", "检定员",
                                          R"("phone_last4":"7391")"};
    for (const auto& trace : traces) {
        CAPTURE(trace);
        CHECK(times_in_files(h, trace) > 0); // else the search proves nothing
    }
    const auto since = board.seq();
    const auto erased = guest.must_post(ticket + "/erase", {{"id", "e-1"}});
    for (const auto& trace : traces) {
        CAPTURE(trace);
        CHECK(times_in_files(h, trace) == 0);
    }
    CHECK(guest.must_post(ticket + "/erase", {{"id", "e-1"}}) == erased);
    CHECK(text_at(parsed(guest.get(ticket).body), "code") == "ticket_erased");
    CHECK(guest.get(ticket).status == 410);

    // Who is at the door hears of it and of who moved up; the public sees the question without the name.
    const auto gone = board.read_type("registration.cancelled");
    CHECK(text_at(gone, "guest/name") == "—");
    CHECK(text_at(board.read_type("registration.promoted"), "guest/name") == "林一帆");
    CHECK(!has(board.read_type("question.unnamed"), "question/name"));

    // After a kill too, and who resumes from before gets every notice.
    h.kill();
    h.start();
    for (const auto& trace : traces) CHECK(times_in_files(h, trace) == 0);
    browser again{h};
    again.sign_in(h.token("organizer"));
    feed resumed{again, "&as=organizer&since=" + std::to_string(since) + "&epoch=" + board.epoch()};
    CHECK(at(resumed.hello(), "recovered") == true);
    resumed.read_type("question.unnamed");
    for (const auto& notice : resumed.notices()) CHECK(notice.find("欧阳识微") == std::string::npos);
    CHECK(resumed.seqs().front() == since + 1);
    CHECK(resumed.seqs().back() - since == static_cast<std::int64_t>(resumed.seqs().size()));
}

TEST_CASE("the organizer sees who exported what") {
    hall h;
    browser organizer{h}, desk{h};
    organizer.sign_in(h.token("organizer"));
    desk.sign_in(h.token("desk"));
    CHECK(organizer.get(demo + "/registrations.csv").status == 200);
    const auto audit = organizer.must_get(demo + "/audit");
    CHECK(text_at(audit, "entries/0/what") == "registrations.exported");
    CHECK(has(audit, "erases_at"));
    CHECK(desk.get(demo + "/audit").status == 403);
}

} // namespace jiangtang::test
