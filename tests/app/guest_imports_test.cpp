// Lists of guests without the thread that writes them: what is put down stays as it is.

#include "app/guest_imports.hpp"

#include "app/test_hall.hpp"

#include <doctest/doctest.h>

namespace jiangtang::app::testing {
namespace {

const std::string some_list = "姓名,手机\r\n林一帆,13800138000\r\n", other_list = "姓名,手机\r\n单文,13800138001\r\n";

result<std::string> bring(test_hall& t, const domain::staff& by, const std::string& id, const std::string& list) {
    wire::import_request r;
    r.id = id;
    return t.run(import_guests(*t.h, by, r, "id=" + id, list));
}

} // namespace

TEST_CASE("one list of an event is written at a time: another is refused until it is through or stopped") {
    test_hall t;
    const auto organizer = t.staff(domain::role::organizer).member;
    const auto first = bring(t, organizer, "i1", some_list);
    REQUIRE(first);
    CHECK(bring(t, organizer, "i1", some_list).value() == *first); // sent again
    CHECK(bring(t, organizer, "i1", other_list).error().value == errc::id_reused);
    const auto second = bring(t, organizer, "i2", other_list);
    REQUIRE(!second);
    CHECK(second.error().value == errc::wrong_state);
    CHECK(second.error().message_en() == "Another list is still being written; please wait for it");

    const auto id = std::string{json::parse(*first).at("guest_import").at("id").as_string()};
    REQUIRE(t.run(stop_import(*t.h, organizer, id)));
    CHECK(bring(t, organizer, "i2", other_list));
}

TEST_CASE("the empty list is made in both formats and languages") {
    test_hall t;
    using enum domain::language;
    CHECK(t.run(guest_template(*t.h, wire::table_format::csv, zh)).value().find("姓名,手机") != std::string::npos);
    CHECK(t.run(guest_template(*t.h, wire::table_format::csv, en)).value().find("Name,Phone") != std::string::npos);
    CHECK(t.run(guest_template(*t.h, wire::table_format::xlsx, zh)).value().starts_with("PK"));
}

} // namespace jiangtang::app::testing
