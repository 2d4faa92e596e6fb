#include "app/demo.hpp"

#include "app/people.hpp"
#include "base/crypto.hpp"
#include "base/random.hpp"
#include "store/events.hpp"
#include "store/people.hpp"

#include <algorithm>
#include <stdexcept>

namespace jiangtang::app {
namespace {

using domain::segment_kind;

// 2020-09-22 00:00 in Shanghai (UTC+8).
constexpr unix_ms midnight = 1'600'704'000'000;
constexpr unix_ms at(int hours, int minutes) { return midnight + (hours * 60LL + minutes) * 60'000; }

domain::event demo_event() {
    domain::event e;
    e.slug = demo_slug;
    auto& p = e.what;
    p.series = "质量大讲堂";
    p.issue = "第三期";
    p.theme = "卓越城市 品质生活";
    p.venue = "百联集团大厦";
    p.starts_at = at(14, 0);
    p.ends_at = at(16, 45);
    p.organizers = {{domain::unit_role::guidance, "上海市质量工作领导小组办公室"},
                    {domain::unit_role::guidance, "上海市市场监督管理局"},
                    {domain::unit_role::organizer, "上海市质量协会"},
                    {domain::unit_role::co_organizer, "百联集团"}};
    p.agenda = {
        {"", segment_kind::check_in, "签到入场", "百联集团大厦，凭入场码", at(13, 30), at(14, 0), {}, {}},
        {"", segment_kind::opening, "开场", "", at(14, 0), at(14, 5), {}, {{"孙伟", "百联集团副总裁", true}}},
        {"",
         segment_kind::address,
         "致辞",
         "",
         at(14, 5),
         at(14, 20),
         {},
         {{"戴昇", "上海市市场监督管理局质量发展处副处长", false},
          {"俞光耀", "上海市质量协会会长、上海申通地铁集团有限公司董事长", false}}},
        {"",
         segment_kind::talk,
         "大循环双循环——上海商业新发展",
         "",
         at(14, 20),
         at(15, 0),
         {},
         {{"朱桦", "上海商务发展研究中心研究员", false}}},
        {"",
         segment_kind::talk,
         "百联业态创新与数字化转型——逸刻新零售",
         "",
         at(15, 0),
         at(15, 35),
         {},
         {{"赵陈斌", "上海逸刻新零售网络科技有限公司CEO", false}}},
        {"",
         segment_kind::talk,
         "人工智能赋能智慧城市运营",
         "",
         at(15, 35),
         at(16, 10),
         {},
         {{"陈安迪", "帷幄匠心科技有限公司联合创始人CEO", false}}},
        {"",
         segment_kind::questions,
         "互动问答",
         "三位讲者回答现场和线上的问题",
         at(16, 10),
         at(16, 45),
         {},
         {}},
        {"", segment_kind::visit, "参观创新体验中心", "限30人，另行报名", at(16, 45), at(17, 30), {}, {}},
    };
    return e;
}

result<void> make(store::transaction& tx, int seats, const std::string& source) {
    auto& db = tx.db();
    store::add_event(db, demo_event(), source, random_token(), seats, tx.now());
    if (!source.empty()) {
        store::set_event_status(db, demo_slug, domain::event_status::live, tx.now());
        auto e = store::find_event(db, demo_slug).value();
        store::start_segment(db, demo_slug, e.what.agenda[1].id, tx.now());
    }
    return {};
}

} // namespace

void open_demo(hall& h, int seats, std::string source) {
    const bool chosen = !source.empty();
    if (source == "none") source.clear();
    auto done = h.writer.run_now<void>([&](store::transaction& tx) -> result<void> {
        if (!store::event_exists(tx.db(), demo_slug)) return make(tx, seats, chosen ? source : "test:");
        if (chosen) store::set_source(tx.db(), demo_slug, source);
        return {};
    });
    if (!done)
        throw std::runtime_error{"the demo event could not be made: " +
                                 std::string{done.error().message_en()}};
}

std::vector<std::pair<std::string, std::string>> demo_addresses(hall& h, const std::string& origin) {
    using domain::role;
    const std::pair<role, std::string> staff[] = {
        {role::desk, "刘洋"}, {role::moderator, "李静"}, {role::speaker, "孙伟"}, {role::organizer, "王磊"}};
    auto event = origin + "/e/" + std::string{demo_slug};
    using addresses = std::vector<std::pair<std::string, std::string>>;
    auto made = h.writer.run_now<addresses>([&](store::transaction& tx) -> result<addresses> {
        addresses all{{"event", event}, {"viewer", event + "/live"}};
        auto there = store::list_staff(tx.db(), demo_slug);
        for (const auto& [as, name] : staff) {
            auto token = random_token();
            auto known =
                std::ranges::find_if(there, [&](const auto& s) { return s.as == as && s.name == name; });
            if (known == there.end())
                add_invited(tx, {random_id("m"), std::string{demo_slug}, as, name, false}, token,
                            tx.now() + h.how.invitation_valid);
            else
                store::add_invitation(tx.db(), sha256_hex(token), known->id,
                                      tx.now() + h.how.invitation_valid);
            all.emplace_back(as == role::speaker     ? "stage"
                             : as == role::moderator ? "console"
                                                     : domain::name_of(as),
                             origin + "/sign-in#" + token);
        }
        return all;
    });
    if (!made) throw std::runtime_error{"the sign-in links could not be made"};
    return *made;
}

} // namespace jiangtang::app
