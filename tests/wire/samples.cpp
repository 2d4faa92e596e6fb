#include "wire/samples.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace jiangtang::wire::testing {
namespace {

constexpr unix_ms minute = 60'000;

/// Two spaces for each level, as people read it.
void print(std::string& out, const json::value& v, const std::string& indent) {
    auto inner = indent + "  ";
    bool first = true;
    auto next = [&] {
        out += first ? "\n" : ",\n";
        first = false;
        out += inner;
    };
    if (v.is_object() && !v.get_object().empty()) {
        out += "{";
        for (const auto& [name, value] : v.get_object()) {
            next();
            out += json::serialize(json::string{name}) + ": ";
            print(out, value, inner);
        }
        out += "\n" + indent + "}";
    } else if (v.is_array() && !v.get_array().empty()) {
        out += "[";
        for (const auto& value : v.get_array()) {
            next();
            print(out, value, inner);
        }
        out += "\n" + indent + "]";
    } else {
        out += json::serialize(v);
    }
}

} // namespace

domain::event event() {
    using enum domain::segment_kind;
    domain::event e;
    e.slug = "2020-3";
    e.what.series = "质量大讲堂";
    e.what.issue = "第三期";
    e.what.theme = "卓越城市 品质生活";
    e.what.venue = "百联集团大厦";
    e.what.starts_at = noon + 120 * minute;
    e.what.ends_at = noon + 285 * minute;
    e.registering.hall.closes_at = noon + 90 * minute;
    e.registering.online_limit = 60'000;
    e.registering.asks = domain::approval::in_person;
    e.registering.version = 2;
    e.what.organizers = {{domain::unit_role::guidance, "上海市市场监督管理局"},
                         {domain::unit_role::organizer, "上海市质量协会"},
                         {domain::unit_role::co_organizer, "百联集团"}};
    e.what.agenda = {
        {"s1", check_in, "签到入场", "凭入场码", noon + 90 * minute, noon + 120 * minute, {}, {}},
        {"s2",
         opening,
         "开场",
         "",
         noon + 120 * minute,
         noon + 125 * minute,
         noon + 121 * minute,
         {{"孙伟", "百联集团副总裁", true}}},
        {"s3",
         talk,
         "大循环双循环——上海商业新发展",
         "",
         noon + 140 * minute,
         noon + 180 * minute,
         {},
         {{"朱桦", "上海商务发展研究中心研究员", false}}}};
    e.status = domain::event_status::live;
    e.version = 4;
    e.live_since = noon + 118 * minute;
    e.current = "s2";
    e.hall = {120, 3, 2};
    e.online = 54;
    return e;
}

domain::registration admitted_guest() {
    domain::registration g;
    g.id = "r1";
    g.event = "2020-3";
    g.ticket = "ABCDEFGHJK";
    g.name = "林一帆";
    g.pinyin = "lin yi fan";
    g.organization = "百联集团";
    g.title = "店长";
    g.phone_last4 = "8000";
    g.seat = "5-12";
    g.admitted_at = noon + 100 * minute;
    g.admitted_desk = "1 号台";
    g.admitted_by = "王芳";
    return g;
}

domain::registration waiting_guest() {
    domain::registration g;
    g.id = "r2";
    g.event = "2020-3";
    g.ticket = "MNPQRSTUVW";
    g.status = domain::registration_status::waitlisted;
    g.name = "古丽娜尔·买买提江";
    g.pinyin = "gu li na er mai mai ti jiang";
    g.phone_last4 = "8002";
    g.position = 2;
    return g;
}

domain::registration offered_guest() {
    auto g = waiting_guest();
    g.offer = {"5-12", noon + 30 * minute};
    g.vip = true;
    g.note = "请从贵宾通道引导";
    return g;
}

domain::delegation delegation() {
    domain::delegation d;
    d.id = "d1";
    d.event = "2020-3";
    d.name = "百联集团";
    d.pinyin = "bai lian ji tuan";
    d.initials = "bljt";
    d.quota = 10;
    d.entered = 9;
    d.admitted = 8;
    return d;
}

domain::viewer viewer() { return {"v1", "2020-3", "小陈", domain::place::hall, "5-12"}; }

domain::staff staff(domain::role as) { return {"m1", "2020-3", as, "李静", true}; }

domain::question question(domain::question_status status) {
    using enum domain::question_status;
    domain::question q;
    q.id = "q7";
    q.event = "2020-3";
    q.number = 7;
    q.viewer = "v1";
    q.name = "小陈";
    q.from = domain::place::hall;
    q.seat = "5-12";
    q.talk = "s3";
    q.text = "数字化之后，门店的人还做什么？";
    q.status = status;
    q.asked_at = noon + 150 * minute;
    if (status == pending) return q;
    q.version = 2;
    q.votes = 18;
    if (domain::is_public(status)) q.published_at = noon + 151 * minute;
    if (status == staged || status == answered) q.staged_at = noon + 200 * minute;
    if (status == answered) q.answered_at = noon + 203 * minute;
    if (status == merged) q.merged_into = "q3";
    return q;
}

domain::warning warning() {
    return {.code = domain::warning_code::no_sound, .since = noon + 120 * minute - 8200, .ms = 8200};
}

stream_state stream() {
    stream_state s;
    s.connected = true;
    s.since = noon + 110 * minute;
    s.source = "srt://0.0.0.0:9000";
    s.tracks = {{"video-720", "avc1.64001f", 1280, 720, 25, 2'500'000, 2000, noon + 120 * minute, true,
                 noon + 120 * minute - 700, -12},
                {"audio", "mp4a.40.2", 0, 0, 0, 128'000, 0, noon + 120 * minute, true, noon, {}}};
    s.signal.emplace();
    s.signal->source.state = domain::source_state::on;
    s.signal->source.since = noon + 110 * minute;
    s.signal->source.last_frame_at = noon + 120 * minute;
    s.signal->sound = {8200, -71.5, 0};
    s.signal->renditions = {{"video-720", 1280, 720, 2'500'000, 25, 4, false, false}};
    s.warnings = {warning(), warning()};
    s.warnings[1].since = noon + 111 * minute;
    s.warnings[1].cleared_at = noon + 112 * minute;
    s.recording = recording_state{"on", noon + 110 * minute, 600'000, 190'000'000, 212'000'000'000, ""};
    return s;
}

std::string sample(const std::string& name) {
    std::ifstream in{std::string{TESTS_DIR} + "/wire/samples/" + name + ".json"};
    if (!in) throw std::runtime_error{"there is no sample " + name};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void check_sample(const std::string& name, const json::value& made) {
    CAPTURE(name);
    auto file = std::string{TESTS_DIR} + "/wire/samples/" + name + ".json";
    if (std::getenv("JIANGTANG_WRITE_SAMPLES")) {
        std::string printed;
        print(printed, made, "");
        std::ofstream{file} << printed << "\n";
    }
    auto text = sample(name);
    json::error_code ec;
    auto kept = json::parse(text, ec);
    REQUIRE(!ec);
    auto sent = json::parse(json::serialize(made)); // 25 and 25.0 are one number after the trip
    INFO(json::serialize(sent));
    CHECK(kept == sent);
}

} // namespace jiangtang::wire::testing
