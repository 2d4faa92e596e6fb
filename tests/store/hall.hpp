// A writer on a data folder of its own with two events, and short ways to do what the tests do to it.
#pragma once

#include "domain/event.hpp"
#include "store/check_ins.hpp"
#include "store/events.hpp"
#include "store/feed.hpp"
#include "store/people.hpp"
#include "store/questions.hpp"
#include "store/readers.hpp"
#include "store/registrations.hpp"
#include "store/schema.hpp"
#include "store/writer.hpp"
#include "support/problem_text.hpp"

#include <filesystem>
#include <stdexcept>
#include <string>
#include <variant>

#include <stdlib.h>

namespace jiangtang::store::testing {

/// A folder of its own, gone with the object.
class temporary_folder {
public:
    temporary_folder() {
        auto name = (std::filesystem::temp_directory_path() / "jiangtang-store-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error{"cannot make a folder"};
        path_ = name;
    }
    ~temporary_folder() {
        std::error_code ec;
        std::filesystem::remove_all(path_, ec);
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline constexpr unix_ms noon = 1'600'747'200'000;

inline domain::event an_event(std::string slug) {
    domain::event e;
    e.slug = std::move(slug);
    e.what.series = "质量大讲堂";
    e.what.theme = "卓越城市 品质生活";
    e.what.venue = "百联集团大厦";
    e.what.starts_at = noon;
    e.what.ends_at = noon + 3'600'000;
    e.what.agenda = {
        {"s1" + e.slug,
         domain::segment_kind::talk,
         "大循环",
         "",
         noon,
         noon + 60'000,
         {},
         {{"朱桦", "研究员", false}}},
        {"s2" + e.slug, domain::segment_kind::questions, "问答", "", noon + 60'000, noon + 90'000, {}, {}}};
    e.what.organizers = {{domain::unit_role::organizer, "上海市质量协会"}};
    return e;
}

/// Two events, "a" with the given seats and "b" with three, unless the folder has them.
inline void make_events(writer& w, int seats) {
    auto done = w.run_now<std::monostate>([&](transaction& tx) -> result<std::monostate> {
        if (event_exists(tx.db(), "a")) return std::monostate{};
        add_event(tx.db(), an_event("a"), "", "key-a", seats, noon);
        add_event(tx.db(), an_event("b"), "", "key-b", 3, noon + 1);
        add_staff(tx.db(), {"m1", "a", domain::role::desk, "1 号台", false}, noon);
        return std::monostate{};
    });
    if (!done) throw std::runtime_error{"no events"};
}

/// Registers in a transaction as the program does: with a notice whose seq orders the waiting list.
inline domain::registration add_guest(transaction& tx, const std::string& id, const std::string& event = "a",
                                      const std::string& name = "林一帆",
                                      domain::attendance form = domain::attendance::in_person,
                                      const lookup& found_by = {"lyf", "林一帆 百联集团 linyifan"},
                                      const std::string& last4 = "8000", const std::string& digest = {}) {
    domain::registration g;
    g.id = id;
    g.event = event;
    g.form = form;
    g.name = name;
    g.pinyin = "lin yi fan";
    g.phone_last4 = last4;
    auto queued = last_seq(tx.db(), event).value() + 1;
    g = add_registration(tx.db(), g, found_by, {"sealed", digest, "1"}, queued, tx.now());
    tx.notify(event, 4, "registration.created", R"({"guest":")" + id + "\"}");
    return g;
}

/// Who moved up, when it is one at most.
inline std::optional<domain::registration> only_one(const std::vector<domain::registration>& moved_up) {
    if (moved_up.size() > 1) throw std::runtime_error{"more than one moved up"};
    return moved_up.empty() ? std::nullopt : std::optional{moved_up.front()};
}

} // namespace jiangtang::store::testing
