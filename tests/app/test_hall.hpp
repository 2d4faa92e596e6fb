// The use cases without a network: a hall on a folder of its own, one shard, a clock that the test turns.
#pragma once

#include "app/check_ins.hpp"
#include "app/demo.hpp"
#include "app/events.hpp"
#include "app/feed.hpp"
#include "app/people.hpp"
#include "app/questions.hpp"
#include "app/registrations.hpp"
#include "app/tickets.hpp"
#include "app/topics.hpp"
#include "base/random.hpp"
#include "store/events.hpp"

#include "support/problem_text.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include <atomic>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <stdlib.h>

namespace jiangtang::app::testing {

namespace json = boost::json;

inline constexpr unix_ms noon = 1'600'747'200'000;
inline const std::string slug{demo_slug};

/// Keeps what the hub delivers.
class listener : public hub::subscriber {
public:
    void deliver(const hub::bytes& frame, bool) override { heard.push_back(*frame); }
    void close(std::uint16_t c, std::string_view) override { code = c; }
    std::vector<std::string> heard;
    std::uint16_t code = 0;
};

class test_hall {
public:
    explicit test_hall(int seats = 2, hall_settings how = {}) {
        auto name = (std::filesystem::temp_directory_path() / "jiangtang-app-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error{"cannot make a folder"};
        how.data = name;
        h.emplace(
            std::move(how), [this] { return now.load(); }, rooms);
        open_demo(*h, seats, "none");
    }
    ~test_hall() {
        auto folder = h->how.data;
        h.reset();
        std::error_code ec;
        std::filesystem::remove_all(folder, ec);
    }

    /// Runs a use case to its answer on this thread, with whatever the hub posted before.
    template <class T>
    T run(asio::awaitable<T> work) {
        std::optional<T> answer;
        std::exception_ptr thrown;
        asio::co_spawn(
            io, [&work]() -> asio::awaitable<T> { return std::move(work); },
            [&](std::exception_ptr e, T value) {
                thrown = e;
                answer.emplace(std::move(value));
            });
        while (!answer) io.run_one();
        if (thrown) std::rethrow_exception(thrown);
        io.poll();
        return std::move(*answer);
    }

    domain::caller staff(domain::role as) {
        domain::caller c;
        c.as = as;
        c.member = {random_id("m"), slug, as, "李静", false};
        auto done = h->writer.run_now<int>([&](store::transaction& tx) -> result<int> {
            add_invited(tx, c.member, random_token(), tx.now() + 1000);
            return 0;
        });
        if (!done) throw std::runtime_error{"no staff"};
        return c;
    }
    /// A second event in the same folder.
    void add_event(const std::string& other) {
        auto done = h->writer.run_now<int>([&](store::transaction& tx) -> result<int> {
            domain::event e;
            e.slug = other;
            e.what = store::find_event(tx.db(), slug)->what;
            for (auto& s : e.what.agenda) s.id.clear();
            store::add_event(tx.db(), e, "", "key", 1, tx.now());
            return 0;
        });
        if (!done) throw std::runtime_error{"no second event"};
    }
    domain::caller viewer(const std::string& name = "小陈") {
        wire::viewer_request r;
        r.name = name;
        auto made = run(become_viewer(*h, slug, r, ""));
        domain::caller c;
        c.person = made.value().who;
        return c;
    }
    json::value command(const domain::caller& who, const json::object& c) {
        return json::parse(run(execute(*h, who, json::serialize(c))));
    }
    /// Registers and answers what the person gets.
    json::value guest(const std::string& id, const std::string& name = "林一帆") {
        wire::registration_request r{id,
                                     {{domain::attendance::in_person, name, "", ""}, "13800138000", true}};
        return json::parse(run(register_guest(*h, slug, r, "digest-" + id, "http://h")).value());
    }
    joined join(const domain::caller& who, std::optional<std::int64_t> since = {}, std::string epoch = {}) {
        return run(app::join(*h, {who, since, std::move(epoch)})).value();
    }
    json::object hello(const domain::caller& who) {
        return json::parse(join(who).messages.at(0)).as_object();
    }

    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> open{io.get_executor()}; // it never stops
    hub::hub rooms{{&io}, [](std::string_view text) { return std::make_shared<const std::string>(text); }};
    std::atomic<unix_ms> now{noon};
    std::optional<hall> h;
};

inline std::string code_of(const json::value& refused) {
    return std::string{refused.at("error").at("code").as_string()};
}
inline std::string ask_for_id(test_hall& t, const domain::caller& who, const std::string& id) {
    auto a = t.command(who, {{"id", id}, {"do", "ask"}, {"text", "门店的人还做什么？"}});
    return std::string{a.at("question").at("id").as_string()};
}

} // namespace jiangtang::app::testing
