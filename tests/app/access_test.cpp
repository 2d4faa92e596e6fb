// Passes and the door: what opens it, for how long, and what never does.

#include "app/access.hpp"
#include "app/test_hall.hpp"

#include <doctest/doctest.h>

#include <ctime>

namespace jiangtang::app::testing {
namespace {

using domain::access_kind;
using domain::pass;
using domain::pass_scope;

constexpr std::string_view own_key = "a key of this folder", other_key = "a key of another folder";

template <class T>
std::string refusal_of(const result<T>& r) {
    return r ? "" : std::string{r.error().code()};
}

wire::pass_request typed(const std::string& password) { return {password, {}, {}}; }

} // namespace

TEST_CASE("a pass is read for the event and the time it was signed for, and by nobody else's key") {
    const pass given{pass_scope::all, 3, noon + 1000, "r5"};
    const auto text = write_pass(own_key, "2020-3", given);
    const auto read = read_pass(own_key, "2020-3", text, noon);
    REQUIRE(read);
    CHECK(read->scope == pass_scope::all);
    CHECK(read->version == 3);
    CHECK(read->until == noon + 1000);
    CHECK(read->registration == "r5");
    struct row {
        const char* what;
        std::string_view key, event;
        std::string text;
        unix_ms now;
    };
    auto later = given;
    later.until += 1'000'000;
    const auto signature = text.substr(text.rfind('.'));
    const auto moved = write_pass(own_key, "2020-3", later);
    for (const auto& r :
         {row{"over", own_key, "2020-3", text, noon + 1000},
          row{"of another event", own_key, "2020-4", text, noon},
          row{"of another folder", other_key, "2020-3", text, noon},
          row{"another time under the same signature", own_key, "2020-3",
              moved.substr(0, moved.rfind('.')) + signature, noon},
          row{"without its signature", own_key, "2020-3", text.substr(0, text.rfind('.')), noon},
          row{"empty", own_key, "2020-3", "", noon}, row{"a dot", own_key, "2020-3", ".", noon},
          row{"twice", own_key, "2020-3", text + text, noon}})
        CHECK_MESSAGE(!read_pass(r.key, r.event, r.text, r.now), r.what);
    // The control: the signature is all that stood in their way.
    CHECK(read_pass(own_key, "2020-3", moved, noon + 1000));
    CHECK(read_pass(own_key, "2020-4", write_pass(own_key, "2020-4", given), noon));
}

TEST_CASE(
    "a pass is checked in about a microsecond, and where no event asks for one the door costs nothing") {
    const auto text = write_pass(own_key, "2020-3", {pass_scope::all, 3, noon + 1000, "r5"});
    gate open;
    // This thread's own time, whatever else the machine does.
    const auto worked_ns = [] {
        timespec t{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return t.tv_sec * 1'000'000'000LL + t.tv_nsec;
    };
    const auto nanoseconds = [&](auto act) {
        constexpr int times = 20'000;
        const auto began = worked_ns();
        int yes = 0;
        for (int i = 0; i < times; ++i) yes += act();
        CHECK(yes == times);
        return (worked_ns() - began) / times;
    };
    const auto checked =
        nanoseconds([&] { return read_pass(own_key, "2020-3", text, noon).has_value() ? 1 : 0; });
    const std::string event{"2020-3"};
    const auto looked = nanoseconds([&] { return open.find(event) ? 0 : 1; });
    MESSAGE("a pass: " << checked << " ns; an open door: " << looked << " ns");
    CHECK(checked < 50'000); // also where it is sanitized
    CHECK(looked < 1000);
}

TEST_CASE(
    "an older version never comes back over a newer one, and with the version the known password goes") {
    gate g;
    g.set("e", {access_kind::password, "hash", 4});
    g.know_password("e", 4, "质量月2020");
    CHECK(g.is_password("e", "质量月2020") == true);
    CHECK(g.is_password("e", "质量月2021") == false);
    g.know_password("e", 3, "of before");
    CHECK(g.is_password("e", "质量月2020") == true);
    g.set("e", {access_kind::open, "", 3});
    REQUIRE(g.find("e"));
    CHECK(g.find("e")->version == 4);
    g.set("e", {access_kind::registered, "", 5});
    CHECK(!g.is_password("e", "质量月2020"));
    g.set("e", {access_kind::open, "", 6});
    CHECK(!g.find("e"));
    CHECK(join_code(own_key, "e", 5) != join_code(own_key, "e", 6));
    CHECK(join_code(own_key, "e", 5) != join_code(own_key, "f", 5));
}

TEST_CASE("a pass of a password lasts until the password changes, and only what was wrong is counted") {
    test_hall t;
    const auto choose = [&](std::int64_t version, access_kind kind, std::optional<std::string> password) {
        return t.run(set_access(*t.h, slug, {version, kind, std::move(password)}));
    };
    REQUIRE(choose(1, access_kind::password, "质量月2020"));
    const auto knock_as = [&](const std::string& browser, const std::string& address,
                              const std::string& word) {
        return t.run(enter(*t.h, slug, typed(word), {browser, address}));
    };
    for (int i = 0; i < 100; ++i)
        CHECK(knock_as("b1", "10.0.0.1", "质量月2020")); // right: as often as one likes
    const auto in = knock_as("b1", "10.0.0.1", "质量月2020");
    for (int i = 0; i < 10; ++i)
        CHECK(refusal_of(knock_as("b1", "10.0.0.1", "错了错了错了")) == "wrong_password");
    CHECK(refusal_of(knock_as("b1", "10.0.0.1", "质量月2020")) == "rate_limited");
    CHECK(knock_as("b2", "10.0.0.1", "质量月2020")); // the one beside it
    t.now += 10'000;
    CHECK(knock_as("b1", "10.0.0.1", "质量月2020"));
    // Who throws the cookie away is counted by address, and no other address with it.
    int wrong_ones = 0;
    while (refusal_of(knock_as("", "10.0.0.9", "错了错了错了")) == "wrong_password") ++wrong_ones;
    CHECK(wrong_ones == 5000);
    CHECK(knock_as("", "10.0.0.1", "质量月2020"));

    const auto opens = [&](const std::string& cookie, pass_scope scope = pass_scope::all) {
        const auto what = t.h->gate.find(slug);
        return what && check_pass(*t.h, slug, *what, cookie, scope);
    };
    CHECK(opens(in->cookie));
    t.now = in->pass.until;
    CHECK(!opens(in->cookie));
    t.now = noon;
    REQUIRE(choose(2, access_kind::password, "另一个密码"));
    CHECK(!opens(in->cookie));
    CHECK(refusal_of(choose(2, access_kind::open, {})) == "version_conflict");
}

TEST_CASE("a browser's own cookie is ours, of this event, and says nothing else") {
    test_hall t;
    const auto cookie = write_browser(*t.h, slug);
    CHECK(read_browser(*t.h, slug, cookie) == cookie.substr(0, cookie.find('.')));
    CHECK(read_browser(*t.h, "2020-4", cookie).empty());
    CHECK(read_browser(*t.h, slug, "b1." + cookie.substr(cookie.find('.') + 1)).empty());
    CHECK(read_browser(*t.h, slug, "").empty());
    CHECK(read_browser(*t.h, slug, std::string(5000, 'x')).empty());
}

} // namespace jiangtang::app::testing
