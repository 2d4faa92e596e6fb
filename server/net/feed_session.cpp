// The row of the feed, and what listens to one connection of it: joins the room, sends the hello, answers commands.

#include "app/feed.hpp"
#include "app/people.hpp"
#include "app/questions.hpp"
#include "app/topics.hpp"
#include "net/door.hpp"

#include <atomic>

namespace jiangtang::net {
namespace {

constexpr std::size_t viewer_message = 4 * 1024, staff_message = 64 * 1024;
constexpr std::size_t viewer_outbox = 64 * 1024, staff_outbox = 1024 * 1024;
constexpr std::uint16_t try_again_later = 1013; // RFC 6455 section 7.4.2, IANA registry

class feed_session : public websocket_handler {
public:
    feed_session(app::hall& hall, websocket& socket, app::join_request request)
        : hall_{hall}, socket_{socket}, request_{std::move(request)} {
        static std::atomic<std::uint64_t> opened{0};
        request_.who.connection = ++opened;
    }

    asio::awaitable<void> on_open() override {
        const auto& who = request_.who;
        subscription_ = hall_.rooms.join(socket_.shard(), who.event(), socket_, app::topics_of(who.as),
                                         who.id(), who.as == domain::role::viewer);
        auto joined = co_await app::join(hall_, request_);
        request_.epoch.clear();
        if (!joined) {
            socket_.close(try_again_later, joined.error().code());
            co_return;
        }
        for (const auto& text : joined->messages) socket_.send(text);
        subscription_.release(joined->seq);
        socket_.send(app::first_tick(hall_, who.event(), *joined));
        if ((app::topics_of(who.as) & app::topic_moderators) == 0) co_return;
        const auto open = hall_.presence.message(who.event());
        if (!open.empty()) socket_.send(open);
    }

    asio::awaitable<void> on_text(std::string_view text) override {
        // The answer refers to a command by its id, and a command that is done is done for a reader who has gone, too.
        auto answer = co_await app::execute(hall_, request_.who, std::string{text});
        if (socket_.closing()) forget_presence(); // it may have opened a question after the closing
        socket_.send(answer);
    }

    void on_close() override {
        subscription_.leave();
        forget_presence();
    }

private:
    void forget_presence() {
        if (request_.who.as != domain::role::viewer) hall_.presence.set(request_.who, {});
    }

    app::hall& hall_;
    websocket& socket_;
    app::join_request request_;
    hub::subscription subscription_;
};

/// The role asked for if it is held; without one the highest of the staff's, else the viewer.
asio::awaitable<result<domain::caller>> identify(app::hall& h, request& r) {
    std::string slug{r.query["event"]};
    std::string viewer{r.cookie("viewer-" + slug)}, session{r.cookie("session")};
    if (r.query.has("as")) {
        auto as = domain::role_from(r.query["as"]);
        if (!as) co_return problem{errc::invalid_field, "as"};
        if (*as == domain::role::viewer) co_return co_await app::identify_viewer(h, viewer, slug);
        co_return co_await app::identify_staff(h, session, slug, as);
    }
    if (!session.empty())
        if (auto staff = co_await app::identify_staff(h, session, slug, std::nullopt); staff) co_return staff;
    co_return co_await app::identify_viewer(h, viewer, slug);
}

/// A viewer shows a pass where the door asks for one; its ticket is looked at again with every command.
asio::awaitable<result<void>> pass_door(context& c, request& r, domain::caller& who) {
    const auto what = c.hall->gate.find(who.event());
    if (!what || who.as != domain::role::viewer) co_return result<void>{};
    auto pass = co_await check_door(c, r, who.event(), *what, domain::pass_scope::questions);
    if (!pass) co_return pass.error();
    who.let_in_by = pass->registration;
    co_return result<void>{};
}

asio::awaitable<result<upgrade>> open_feed(context& c, request& r) {
    auto& h = *c.hall;
    if (!r.query.has("event")) co_return problem{errc::missing_field, "event"};
    app::join_request join;
    if (r.query.has("since")) {
        join.since = r.query.number("since");
        if (!join.since) co_return problem{errc::invalid_field, "since"};
    }
    join.epoch = r.query["epoch"];
    auto who = co_await identify(h, r);
    if (!who) co_return who.error();
    join.who = std::move(*who);
    auto in = co_await pass_door(c, r, join.who);
    if (!in) co_return in.error();
    bool viewer = join.who.as == domain::role::viewer;
    upgrade u;
    u.message_limit = viewer ? viewer_message : staff_message;
    u.outbox_limit = viewer ? viewer_outbox : staff_outbox;
    u.open = [&h, join](websocket& socket) { return std::make_unique<feed_session>(h, socket, join); };
    co_return u;
}

} // namespace

void add_feed_route(std::vector<route>& rows, context& c) {
    rows.push_back({method::get, "/feed", access::anyone, 0,
                    upgrade_handler{[&c](request& r) { return open_feed(c, r); }}});
}

} // namespace jiangtang::net
