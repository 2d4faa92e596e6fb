// kill -9 in the middle of the work: what was acknowledged is there, and everything goes on where it was.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

namespace jiangtang::test {
namespace {

struct acknowledged {
    std::string id, body, answer;
};

std::string request(const std::string& id) {
    return json::serialize(json::object{{"id", id},
                                        {"attendance", "in_person"},
                                        {"name", "林一帆"},
                                        {"phone", "13800138000"},
                                        {"organization", "百联集团"},
                                        {"consent", true}});
}

/// Eight connections register until the server is gone; what was answered before.
std::vector<acknowledged> register_until_killed(hall& h, int round) {
    std::mutex mutex;
    std::vector<acknowledged> all;
    std::atomic<int> answered{0};
    std::vector<std::thread> people;
    for (int person = 0; person < 8; ++person)
        people.emplace_back([&, person] {
            try {
                browser b{h};
                for (int n = 0;; ++n) {
                    auto id =
                        "k-" + std::to_string(round) + "-" + std::to_string(person) + "-" + std::to_string(n);
                    auto body = request(id);
                    auto a = b.post(demo + "/registrations", body);
                    if (a.status != 201) throw std::runtime_error{a.body};
                    std::lock_guard hold{mutex};
                    all.push_back({id, body, a.body});
                    ++answered;
                }
            } catch (const std::exception&) {
                // The server is gone: what was not answered is not in the list.
            }
        });
    while (answered < 40 + 30 * round) std::this_thread::yield();
    h.kill();
    for (auto& p : people) p.join();
    return all;
}

std::string without_origin(std::string answer) {
    auto from = answer.find("http://"), to = answer.find("/ticket/");
    return answer.erase(from, to - from);
}

} // namespace

TEST_CASE("after kill -9 every acknowledged registration is there, and feed, sessions and viewers go on") {
    hall h{100};
    browser organizer{h}, viewer{h};
    organizer.sign_in(h.token("organizer"));
    viewer.watch("小陈");
    std::string epoch;
    std::int64_t known = 0;
    {
        feed o{organizer};
        epoch = o.epoch();
        known = o.seq();
    }
    std::vector<acknowledged> all;
    for (int round = 0; round < 3; ++round) {
        auto some = register_until_killed(h, round);
        all.insert(all.end(), some.begin(), some.end());
        h.start();

        browser organizer_again{h}, viewer_again{h}, guest{h};
        organizer_again.cookies() = organizer.cookies();
        viewer_again.cookies() = viewer.cookies();
        feed v{viewer_again, "&as=viewer"};
        CHECK(text_at(v.hello(), "viewer/name") == "小陈");
        feed o{organizer_again, "&since=" + std::to_string(known) + "&epoch=" + epoch};
        CHECK(o.epoch() == epoch);
        REQUIRE(has(o.hello(), "recovered"));
        // A registration that was committed but not answered may be there too; none may be missing.
        REQUIRE(o.seq() >= known + static_cast<std::int64_t>(some.size()));
        o.read_to(o.seq());
        REQUIRE(o.seqs().size() == static_cast<std::size_t>(o.seq() - known));
        CHECK(o.seqs().front() == known + 1);
        CHECK(o.seqs().back() == o.seq());

        for (const auto& a : some) {
            auto again = guest.post(demo + "/registrations", a.body);
            REQUIRE(again.status == 201);
            CHECK(without_origin(again.body) == without_origin(a.answer));
        }
        guest.registers("after-" + std::to_string(round), "单文", "1390013800" + std::to_string(round));
        known = o.seq() + 1; // the resent ones happened once: only the new one has a notice
        o.read_to(known);
        CHECK(o.seqs().back() == known);
        feed now{organizer_again};
        CHECK(now.seq() == known);
    }
    browser guest{h};
    std::set<std::string> seats;
    for (const auto& a : all) {
        auto seat = parsed(a.answer);
        if (has(seat, "ticket/seat")) CHECK(seats.insert(text_at(seat, "ticket/seat")).second);
    }
    CHECK(seats.size() <= 100);
    CHECK(number_at(guest.must_get(demo), "event/seats/left") == 0);
}

} // namespace jiangtang::test
