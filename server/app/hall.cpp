#include "app/hall.hpp"

#include "app/privacy.hpp"
#include "app/seats.hpp"
#include "app/topics.hpp"
#include "store/access.hpp"
#include "store/events.hpp"
#include "store/feed.hpp"
#include "store/reactions.hpp"
#include "store/schema.hpp"
#include "wire/signal.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace jiangtang::app {
namespace {

constexpr unix_ms remember_commands = 48LL * 3600 * 1000;

std::filesystem::path made(const std::filesystem::path& folder) {
    std::error_code ec;
    std::filesystem::create_directories(folder, ec);
    if (ec)
        throw std::runtime_error{"cannot make the data folder " + folder.string() + ": " + ec.message() +
                                 "; choose another with --data DIR"};
    return folder;
}

std::vector<store::reaction_sum> read_reactions(const std::filesystem::path& folder) {
    store::database db{folder, store::access_mode::read_only};
    return store::list_reactions(db);
}

std::string read_epoch(const std::filesystem::path& folder) {
    store::database db{folder, store::access_mode::read_only};
    return store::epoch(db);
}

} // namespace

hall::hall(hall_settings settings, clock_fn clock, hub::hub& hub)
    : how{std::move(settings)}, claim{made(how.data)}, now{std::move(clock)}, rooms{hub},
      keys{secrets::load(how.data)}, sums{hub, reactions}, presence{hub},
      recordings{how.recordings.empty() ? how.data / "recordings" : how.recordings, how.recording, now},
      streams{how.stream, now, recordings}, signals{how.stream.segment.count(), now},
      sources{how.media_program, how.ladder, how.pass_through}, post{how.post, writer, keys, now},
      writer{how.data, now, [this](store::outcome o) { publish(std::move(o)); }},
      readers{how.data, how.readers}, epoch{read_epoch(how.data)}, imports{*this} {
    store::database db{how.data, store::access_mode::read_only};
    for (const auto& a : store::list_access(db)) gate.set(a.event, a.chosen);
    reactions.load(read_reactions(how.data));
}

hall::~hall() {
    imports.stop();
    post.stop(); // both write what they did, and the writer's last commit wakes the post office
    save_counts();
}

void hall::publish(store::outcome told) {
    // One event's notices are next to each other more often than not: one post per run of them.
    for (std::size_t i = 0; i < told.notices.size();) {
        const auto event = told.notices[i].event;
        std::vector<hub::notice> run;
        for (; i < told.notices.size() && told.notices[i].event == event; ++i) {
            auto& n = told.notices[i];
            run.push_back({n.seq, n.topics, std::move(n.recipient), rooms.frame(n.body)});
        }
        texts.advance(event, run.back().seq);
        rooms.publish(event, std::move(run));
    }
    sums.add(told.sums);
    sums.add(std::move(told.danmaku));
    if (told.messages) post.wake();
    if (told.offers) next_offer_end_ = 0;
}

void hall::start_streams(const std::string& server) {
    store::database db{how.data, store::access_mode::read_only};
    for (auto& s : store::stream_setups(db)) {
        apply(s);
        if (!s.live) continue;
        streams.settle(
            s.slug, [] { return true; }, true);
        sources.follow(s.slug, true);
    }
    sources.push_to(server);
}

void hall::settle_stream(const std::string& event) {
    streams.settle(event, [&] {
        store::database db{how.data, store::access_mode::read_only};
        auto e = store::find_event_head(db, event);
        const bool live = e && e->status == domain::event_status::live;
        sources.follow(event, live);
        return live;
    });
}

void hall::apply(const store::stream_setup& s) {
    auto parsed = intake::parse_source(s.source);
    auto* uri = std::get_if<intake::source_uri>(&parsed);
    streams.set_source(s.slug, s.source.empty() || !uri ? "" : uri->safe());
    auto rule = s.source == how.operators_source ? "" : intake::to_text(how.allowance);
    sources.set(s.slug, {s.source, s.key, s.theme, rule});
}

wire::stream_state hall::stream_state(const std::string& event) const {
    auto state = streams.state(event);
    signals.add_to(state, event);
    return state;
}

void hall::tell(const std::string& event, const domain::warning_change& change) {
    const auto& w = change.what;
    spdlog::warn("{}: {} {}{}", event, domain::name_of(w.code), w.track.empty() ? "" : w.track + " ",
                 change.raised ? "began" : "is over");
    auto fields = R"({"warning":)" + wire::json::serialize(wire::warning_object(w)) + "}";
    auto told = writer.run_now<std::int64_t>([&](store::transaction& tx) -> result<std::int64_t> {
        auto head = store::find_event_head(tx.db(), event);
        if (!head || head->status != domain::event_status::live)
            return errc::wrong_state; // it has just ended
        return tx.notify(event, topic_organizers, change.raised ? "stream.warned" : "stream.cleared", fields);
    });
    if (!told && told.error().value != errc::stopping && told.error().value != errc::wrong_state)
        spdlog::error("{}: the organizers could not be told: {}", event, told.error().message_en());
}

void hall::watch() {
    const auto live = streams.live();
    for (const auto& event : live)
        for (const auto& change : signals.look(event, streams.state(event))) tell(event, change);
    signals.keep_only(live);
}

void hall::pass_offers_on() {
    constexpr unix_ms look_every = 30'000;
    if (now() < next_offer_end_) return;
    // An offer that is made meanwhile sets it back to 0, and is not overlooked.
    auto until_then = now() + look_every;
    next_offer_end_ = until_then;
    const auto next = lapse_offers(*this);
    if (next) next_offer_end_.compare_exchange_strong(until_then, std::min(until_then, *next));
}

void hall::tick() {
    sums.tick(now());
    streams.give_up();
}

void hall::sweep() {
    auto forgotten = writer.run_now<std::int64_t>([this](store::transaction& tx) -> result<std::int64_t> {
        return store::forget_done(tx.db(), now() - remember_commands, 5000);
    });
    if (forgotten && *forgotten > 0) spdlog::debug("forgot {} commands done long ago", *forgotten);
    erase_what_is_due(*this);
    rewrite_file(*this);
}

} // namespace jiangtang::app
