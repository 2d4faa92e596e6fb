#include "app/hall.hpp"

#include "store/events.hpp"
#include "store/feed.hpp"
#include "store/schema.hpp"

#include <spdlog/spdlog.h>

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

std::string read_epoch(const std::filesystem::path& folder) {
    store::database db{folder, store::access_mode::read_only};
    return store::epoch(db);
}

} // namespace

hall::hall(hall_settings settings, clock_fn clock, hub::hub& hub)
    : how{std::move(settings)}, claim{made(how.data)}, now{std::move(clock)}, rooms{hub},
      keys{secrets::load(how.data)}, sums{hub}, streams{how.stream, now}, sources{how.media_program},
      writer{how.data, now, [this](store::outcome o) { publish(std::move(o)); }},
      readers{how.data, how.readers}, epoch{read_epoch(how.data)} {}

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
}

void hall::start_streams(const std::string& server) {
    store::database db{how.data, store::access_mode::read_only};
    for (auto& s : store::stream_setups(db)) {
        streams.set_source(s.slug, s.source);
        sources.set(s.slug, s.source, s.key, s.theme);
        if (!s.live) continue;
        streams.start(s.slug);
        sources.follow(s.slug, true);
    }
    sources.push_to(server);
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
}

} // namespace jiangtang::app
