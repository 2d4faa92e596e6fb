#include "app/importer.hpp"

#include "app/guest_imports.hpp"
#include "app/registrations.hpp"
#include "app/rules.hpp"
#include "base/crypto.hpp"
#include "store/events.hpp"

#include <spdlog/spdlog.h>

namespace jiangtang::app {
namespace {

constexpr std::chrono::seconds look_again{5}; // after a commit that failed

/// Nothing when an earlier program wrote the part otherwise.
std::optional<std::vector<domain::application>> people_in(const std::string& part) {
    try {
        return wire::people_in_part(part);
    } catch (const std::exception& e) {
        spdlog::error("a part of a list of guests: {}", e.what());
        return std::nullopt;
    }
}

} // namespace

void importer::start() {
    rung_ = true; // what the last run left
    thread_ = std::thread{[this] { work(); }};
}

void importer::stop() {
    {
        std::lock_guard hold{mutex_};
        stopping_ = true;
    }
    news_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void importer::wake() {
    {
        std::lock_guard hold{mutex_};
        rung_ = true;
    }
    news_.notify_all();
}

void importer::work() {
    while (!stopping_) {
        if (write_next()) continue;
        std::unique_lock hold{mutex_};
        news_.wait_for(hold, look_again, [this] { return stopping_ || rung_; });
        rung_ = false;
    }
}

bool importer::write_next() {
    // By a piece of work, for this thread has no reader of its own.
    auto next = h_.writer.run_now<std::optional<store::import_part>>(
        [](store::transaction& tx) -> result<std::optional<store::import_part>> {
            return store::next_import_part(tx.db());
        });
    if (!next || !*next) return false;
    const auto& part = **next;
    const auto text = unseal(h_.keys.phone_key, part.sealed);
    const auto read = text ? people_in(*text) : std::nullopt;
    if (!read) {
        spdlog::error(
            "a list of guests cannot be read with this data folder's key, or by this program; it is stopped");
        h_.writer.run_now<int>([&](store::transaction& tx) -> result<int> {
            store::stop_guest_import(tx.db(), part.of.id, tx.now());
            return 0;
        });
        return true;
    }
    // Names are made findable here, and not while others wait for the writer.
    std::vector<newcomer> people;
    for (const auto& who : *read) {
        people.push_back(make_newcomer(h_, who));
        people.back().kept.consent += "/organizer";
        // Who watches online is on no desk's list; seats and the waiting list are told one by one.
        people.back().untold = who.form == domain::attendance::online;
    }
    auto done = h_.writer.run_now<bool>([&](store::transaction& tx) { return write(tx, part, people); });
    if (!done) spdlog::error("a list of guests must wait: {}", done.error().message_en());
    return done.has_value();
}

result<bool> importer::write(store::transaction& tx, const store::import_part& part,
                             const std::vector<newcomer>& people) {
    auto& db = tx.db();
    if (!store::take_import_part(db, part.of.id, part.place)) return true; // stopped in the meantime
    auto i = store::find_guest_import(db, part.of.id).value();
    if (is_over(db, store::find_event_head(db, i.event).value())) {
        store::stop_guest_import(db, i.id, tx.now());
        tell_import(tx, store::find_guest_import(db, i.id).value());
        return true;
    }
    const auto channels = i.tickets ? h_.how.post.channels() : domain::channels{};
    for (const auto& guest : people) {
        if (const auto id = store::find_guest(db, i.event, guest.kept.phone_digest, guest.who)) {
            const auto known = store::find_registration(db, *id).value();
            const bool asked = known.status == domain::registration_status::requested;
            // Who asked waits for an answer, whatever the others of the list get.
            if (asked) approve(tx, known, i.staff, h_.how.post.channels());
            ++(asked ? i.written : i.left_out);
            continue;
        }
        const auto g = add(tx, i.event, guest);
        if (!g) { // a rule that holds by now
            ++i.left_out;
            continue;
        }
        if (channels.any()) store::add_messages(tx, g->id, answer_to(*g), channels);
        ++i.written;
    }
    if (!store::has_import_parts(db, i.id)) {
        i.status = domain::import_status::done;
        i.done_at = tx.now();
    }
    store::save_import_progress(db, i);
    tell_import(tx, i);
    return true;
}

} // namespace jiangtang::app
