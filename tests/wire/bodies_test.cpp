// What the server writes, against the samples that the pages' tests read too; and the bodies it reads.

#include "domain/check_in.hpp"
#include "support/problem_text.hpp"
#include "wire/asking.hpp"
#include "wire/commands.hpp"
#include "wire/delegations.hpp"
#include "wire/events.hpp"
#include "wire/people.hpp"
#include "wire/problems.hpp"
#include "wire/questions.hpp"
#include "wire/registrations.hpp"
#include "wire/roster.hpp"
#include "wire/rules.hpp"
#include "wire/samples.hpp"
#include "wire/signal.hpp"
#include "wire/tick.hpp"

#include <doctest/doctest.h>

namespace jiangtang::wire::testing {
namespace {

constexpr std::string_view here = "http://127.0.0.1:8080";

json::object with(const char* name, json::value v) { return {{name, std::move(v)}}; }

check_in_answer scan(domain::check_in_result r, std::optional<domain::registration> g) {
    check_in_answer a;
    a.result = r;
    a.at = noon + 6'000'000;
    a.guest = std::move(g);
    a.arrivals = {41, 117};
    return a;
}

conflict a_conflict() { return {"c9", "already_in", "2号台", "王芳", noon + 6'500'000, admitted_guest()}; }

domain::registration requested_guest() {
    auto g = waiting_guest();
    g.status = domain::registration_status::requested;
    g.position = 0;
    return g;
}

json::object guest_notice(const domain::registration& g) {
    return {{"guest", guest_object(g)}, {"seats", seats_object(event().hall)}, {"online", event().online}};
}

/// A notice as transaction::notify writes it.
json::object notice(const char* type, const json::object& fields) {
    json::object o{{"seq", 121}, {"type", type}, {"at", noon + 9'000'000}};
    for (const auto& [name, value] : fields) o[name] = value;
    return o;
}

json::object hello(domain::role as) {
    json::object o{{"type", "hello"},
                   {"epoch", "e0123456789abcdef"},
                   {"seq", 120},
                   {"role", domain::name_of(as)},
                   {"now", noon + 9'000'000}};
    if (as == domain::role::viewer) o["viewer"] = viewer_object(viewer());
    else o["staff"] = staff_object(staff(as));
    return o;
}

json::object snapshot(domain::role as) {
    using domain::role;
    using enum domain::question_status;
    bool all = as == role::moderator || as == role::organizer;
    json::object s{{"event", event_object(event())}, {"viewers", 54321}};
    s["asking"] = asking_object({});
    if (all) s["muted"] = json::array{"v9"};
    auto& questions = s["questions"].emplace_array();
    if (as != role::desk)
        questions.push_back(
            question_object(question(published), all ? audience::moderators : audience::everybody));
    if (all) questions.push_back(question_object(question(pending), audience::moderators));
    if (as == role::desk || as == role::organizer) {
        s["arrivals"] = arrivals_object({41, 117});
        s["arrivals"].get_object()["desks"] = json::array{json::object{{"desk", "1 号台"}, {"admitted", 41}}};
        s["arrivals"].get_object()["recent"] = json::array{guest_object(admitted_guest())};
        s["arrivals"].get_object()["conflict_count"] = 1;
        s["arrivals"].get_object()["conflicts"] = json::array{conflict_object(a_conflict())};
        s["delegations"] = json::array{delegation_object(delegation())};
    }
    if (as == role::organizer) s["stream"] = stream_object(stream());
    return s;
}

} // namespace

TEST_CASE("answers of HTTP are as in the samples") {
    auto guest = admitted_guest(), waiting = waiting_guest();
    check_sample("events", with("events", json::array{event_summary(event())}));
    check_sample(
        "event",
        {{"event", event_object(event())}, {"open", open_for(event(), noon)}, {"server_time", noon}});
    check_sample("rules", with("rules", rules_object(event().registering)));
    check_sample("requests",
                 {{"requests", json::array{request_object({requested_guest(), noon + 1000, {}, ""})}},
                  {"declined", json::array{}},
                  {"count", 1}});
    check_sample("decided", decided_object({{guest, waiting}, {{"r9", errc::wrong_state}}}));
    check_sample("registered_confirmed", registered_object(guest, here));
    check_sample("registered_waitlisted", registered_object(waiting, here));
    check_sample("ticket",
                 {{"ticket", ticket_object(guest, here, "SIGNATURE")}, {"event", event_object(event())}});
    check_sample("ticket_waitlisted", with("ticket", ticket_object(waiting, here, "")));
    check_sample("ticket_offered", with("ticket", ticket_object(offered_guest(), here, "")));
    check_sample("guests", {{"registrations", json::array{guest_object(guest), guest_object(waiting)}},
                            {"more", false}});
    using enum domain::check_in_result;
    check_sample("check_in_admitted", check_in_object(scan(admitted, guest)));
    check_sample("check_in_already_in", check_in_object(scan(already_in, guest)));
    check_sample("check_in_waitlisted", check_in_object(scan(domain::check_in_result::waitlisted, waiting)));
    check_sample("check_in_unknown", check_in_object(scan(unknown, {})));
    check_sample("check_in_revoked", check_in_object(scan(revoked, guest)));
    check_sample("roster", roster_object({.event = "2020-3",
                                          .epoch = "e1",
                                          .seq = 120,
                                          .key = "KEY",
                                          .retention_days = 90,
                                          .guests = {guest, waiting},
                                          .closed = {{"ZZZZZZZZZZ", revoked}},
                                          .traditional = {{"国", "國"}}}));
    auto wrong = scan(wrong_event, {});
    wrong.other_slug = "2020-2";
    wrong.other_theme = "质量强国";
    check_sample("check_in_wrong_event", check_in_object(wrong));
    auto in = staff_object(staff(domain::role::desk));
    check_sample("signed_in", {{"staff", in}, {"page", in["page"]}});
    check_sample("staff", with("staff", json::array{in}));
    check_sample("invited",
                 {{"staff", in}, {"url", std::string{here} + "/sign-in#TOKEN"}, {"expires_at", noon}});
    check_sample("viewer", with("viewer", viewer_object(viewer())));
    check_sample("stream", stream_object(stream()));
    check_sample("problem", json::parse(to_json(problem{errc::invalid_field, "phone"}.says(
                                "手机号应为 11 位数字", "A mobile number has 11 digits"))));
    check_sample("problem_retry", json::parse(to_json(problem::retry_after(errc::rate_limited, 4000))));
}

TEST_CASE("hellos of every role are as in the samples") {
    using domain::role;
    for (auto as : {role::viewer, role::speaker, role::desk, role::moderator, role::organizer}) {
        auto o = hello(as);
        o["snapshot"] = snapshot(as);
        if (as == role::viewer)
            o["mine"] = {{"questions", json::array{question_object(question(domain::question_status::pending),
                                                                   audience::everybody)}},
                         {"votes", json::array{"q3"}}};
        check_sample("hello_" + std::string{domain::name_of(as)}, o);
        auto again = hello(as);
        again["recovered"] = true;
        check_sample("hello_" + std::string{domain::name_of(as)} + "_recovered", again);
    }
}

TEST_CASE("notices of every type are as in the samples") {
    using enum domain::question_status;
    check_sample(
        "notice_question_asked",
        notice("question.asked", with("question", question_object(question(pending), audience::moderators))));
    auto of = [](const char* type, domain::question q) {
        auto name = "notice_question_" + std::string{type};
        auto body = domain::is_public(q.status) ? question_object(q, audience::everybody) : question_stub(q);
        check_sample(name, notice(("question." + std::string{type}).c_str(), with("question", body)));
    };
    of("published", question(published));
    of("staged", question(staged));
    of("answered", question(answered));
    of("restored", question(published));
    of("rejected", question(rejected));
    of("merged", question(merged));
    of("withdrawn", question(withdrawn));
    auto q = question(published);
    q.pinned = true;
    of("pinned", q);
    q.pinned = false;
    of("unpinned", q);
    q.original = q.text;
    q.text = "门店的人还做什么？";
    of("edited", q);
    q.reply = "会后在专题页回复。";
    of("replied", q);
    q.talk = "s2";
    of("assigned", q);
    check_sample("notice_question_rejected_for_moderators",
                 notice("question.rejected",
                        with("question", question_object(question(rejected), audience::moderators))));
    for (const char* type : {"muted", "unmuted"})
        check_sample("notice_viewer_" + std::string{type},
                     notice(("viewer." + std::string{type}).c_str(), with("viewer", "v1")));
    domain::asking rules;
    rules.version = 3;
    rules.closed = {"s3"};
    check_sample("notice_asking_changed", notice("asking.changed", with("asking", asking_object(rules))));
    check_sample("presence", json::parse(presence_message({{"m2", "王磊", "q7"}})));
    check_sample("notice_event_updated", notice("event.updated", with("event", event_object(event()))));
    check_sample("notice_rules_changed",
                 notice("rules.changed", with("rules", rules_object(event().registering))));
    check_sample("notice_segment_started",
                 notice("segment.started", {{"segment", "s3"}, {"started_at", noon}}));
    check_sample("notice_stream_started", notice("stream.started", with("live_since", noon)));
    check_sample("notice_stream_ended", notice("stream.ended", with("ended_at", noon)));
    auto s = stream();
    check_sample("notice_stream_connected", notice("stream.connected", with("stream", stream_object(s))));
    s.connected = false;
    s.since.reset();
    s.problem = "The pushed stream cannot be read";
    check_sample("notice_stream_disconnected",
                 notice("stream.disconnected", with("stream", stream_object(s))));
    auto w = warning();
    check_sample("notice_stream_warned", notice("stream.warned", with("warning", warning_object(w))));
    w.ms = 23'400;
    w.cleared_at = w.since + w.ms;
    check_sample("notice_stream_cleared", notice("stream.cleared", with("warning", warning_object(w))));
    auto guest = admitted_guest();
    check_sample("notice_check_in_admitted",
                 notice("check_in.admitted",
                        {{"guest", guest_object(guest)}, {"arrivals", arrivals_object({41, 117})}}));
    check_sample("notice_check_in_conflicted",
                 notice("check_in.conflicted", with("conflict", conflict_object(a_conflict()))));
    guest.admitted_at.reset();
    guest.admitted_desk.clear();
    guest.admitted_by.clear();
    check_sample("notice_check_in_undone",
                 notice("check_in.undone", {{"guest", guest_object(guest)},
                                            {"arrivals", arrivals_object({40, 117})},
                                            {"desk", "1号台"}}));
    for (const char* type : {"created", "changed", "removed"})
        check_sample(
            "notice_delegation_" + std::string{type},
            notice(("delegation." + std::string{type}).c_str(),
                   {{"delegation", delegation_object(delegation())}, {"seats", seats_object(event().hall)}}));
    check_sample("notice_registration_created",
                 notice("registration.created", guest_notice(waiting_guest())));
    check_sample("notice_registration_changed", notice("registration.changed", guest_notice(guest)));
    check_sample("notice_registration_offered",
                 notice("registration.offered", guest_notice(offered_guest())));
    check_sample("notice_seats_changed", notice("seats.changed", with("seats", seats_object(event().hall))));
    check_sample("notice_registration_promoted", notice("registration.promoted", guest_notice(guest)));
    guest.status = domain::registration_status::cancelled;
    guest.seat.clear();
    check_sample("notice_registration_cancelled", notice("registration.cancelled", guest_notice(guest)));
}

TEST_CASE("ticks, answers and refusals are as in the samples") {
    check_sample("tick",
                 json::parse(tick(
                     {54321, {{"q7", 18}, {"q9", 3}}, {{"like", 8206}}, {{"d1", "画面很清楚", noon + 5}}})));
    check_sample("tick_quiet", json::parse(tick({54321, {}, {}, {}})));
    auto q = question(domain::question_status::pending);
    check_sample(
        "answer_asked",
        json::parse(accepted("c1", {{"seq", 121}, {"question", question_object(q, audience::everybody)}})));
    check_sample("answer_voted", json::parse(accepted("c2", {{"votes", 18}})));
    check_sample("refused", json::parse(refused("c3", problem::retry_after(errc::rate_limited, 4000))));
    check_sample("refused_conflict",
                 json::parse(refused("c4", errc::version_conflict,
                                     with("question", question_object(q, audience::moderators)))));
    check_sample("refused_unreadable", json::parse(refused("", errc::bad_json)));
}

TEST_CASE("a moderator sees who asked and the first words, the public does not") {
    auto q = question(domain::question_status::published);
    q.original = "原话";
    auto o = question_object(q, audience::everybody);
    CHECK(!o.contains("viewer"));
    CHECK(!o.contains("original"));
    CHECK(o.at("edited").as_bool());
    CHECK(question_object(q, audience::moderators).at("original").as_string() == "原话");
    CHECK(question_object(q, audience::asker).at("original").as_string() == "原话");
    CHECK(!question_object(q, audience::asker).contains("held"));
    CHECK(question_stub(q).size() == 3);
    q.merged_into = "q9";
    CHECK(question_stub(q).at("merged_into").as_string() == "q9");
}

} // namespace jiangtang::wire::testing
