#include "app/guest_imports.hpp"

#include "app/registrations.hpp"
#include "app/topics.hpp"
#include "base/crypto.hpp"
#include "base/random.hpp"
#include "store/delegations.hpp"
#include "store/events.hpp"
#include "store/exports.hpp"
#include "store/feed.hpp"
#include "store/guest_imports.hpp"
#include "wire/events.hpp"

#include <unordered_map>
#include <unordered_set>

namespace jiangtang::app {
namespace {

constexpr std::size_t people_in_a_part = 50;
constexpr int most_imports_listed = 10;

/// What the event knows already.
struct event_so_far {
    std::vector<store::known_guest> guests;
    std::int64_t free_seats = 0;
};

std::string key_of(const std::string& name, const std::string& organization, const std::string& digest) {
    return name + '\n' + (digest.empty() ? '\n' + organization : digest);
}

void mark_registered(const hall& h, const event_so_far& known, domain::guest_list& list) {
    std::unordered_map<std::string, const store::known_guest*> people;
    std::unordered_set<std::string> phones;
    for (const auto& g : known.guests) {
        auto& one = people[key_of(g.name, g.organization, g.phone_digest)];
        if (!one || one->requested) one = &g;
        if (!g.phone_digest.empty()) phones.insert(g.phone_digest);
    }
    for (auto& g : list.guests) {
        if (g.state != domain::guest_state::good) continue;
        const auto digest = phone_digest(h, g.who.phone);
        const auto found = people.find(key_of(g.who.name, g.who.organization, digest));
        if (found == people.end()) {
            g.same_phone = phones.contains(digest);
        } else if (found->second->requested) {
            g.state = domain::guest_state::requested;
            g.who.form = found->second->form; // is approved for what was asked for
        } else {
            g.state = domain::guest_state::registered;
        }
    }
}

result<wire::read_list> read_file(const wire::reading_options& how, const std::string& file) {
    auto read = wire::read_sheet(file);
    if (!read) return read.error();
    wire::read_list all;
    all.from = std::move(*read);
    all.layout = domain::find_layout(all.from.rows);
    if (how.chosen) {
        auto chosen = domain::chosen_layout(all.from.rows, how.heading, how.columns);
        if (!chosen) return chosen.error();
        all.layout = std::move(*chosen);
    }
    if (all.layout.has(domain::guest_column::name))
        all.list = domain::read_guests(all.from.rows, all.layout, how.otherwise);
    if (all.list.guests.size() > domain::most_guests)
        return wire::sheet_problem("一次最多导入10万人，请分成几个文件",
                                   "At most 100,000 people at a time; please split the file");
    return all;
}

/// Reads the file on a thread for it, and compares it with who is registered; nothing is kept of it.
template <class T, class Then>
asio::awaitable<result<T>> with_list(hall& h, std::string event, wire::reading_options how, std::string file,
                                     Then then) {
    auto look = [event](store::database& db) -> result<event_so_far> {
        auto e = store::find_event_head(db, event);
        if (!e) return errc::unknown_event;
        if (is_over(db, *e)) return errc::event_ended;
        store::count_people(db, *e);
        return event_so_far{store::known_guests(db, event), e->hall.left};
    };
    auto known = co_await h.read<event_so_far>(look);
    if (!known) co_return known.error();
    auto judge = [&h, how, file = std::move(file), known = std::move(*known), then]() -> result<T> {
        auto all = read_file(how, file);
        if (!all) return all.error();
        all->free_seats = known.free_seats;
        mark_registered(h, known, all->list);
        return then(*all);
    };
    co_return co_await h.tables.run<T>(judge);
}

/// What is put down of a list: its people, sealed.
struct sealed_list {
    std::vector<std::string> parts;
    std::int64_t people = 0, for_the_hall = 0;
};

result<sealed_list> sealed(const hall& h, const wire::read_list& all) {
    sealed_list made;
    made.for_the_hall = all.count(domain::attendance::in_person);
    std::vector<domain::application> part;
    const auto close = [&] {
        if (!part.empty()) made.parts.push_back(seal(h.keys.phone_key, wire::part_text(part)));
        part.clear();
    };
    for (const auto& g : all.list.guests) {
        if (!g.is_taken()) continue;
        part.push_back(g.who);
        ++made.people;
        if (part.size() == people_in_a_part) close();
    }
    close();
    if (made.people == 0)
        return problem{errc::wrong_state}.says("名单里没有可以导入的人",
                                               "There is nobody in the list to import");
    return made;
}

std::string answer_of(const domain::guest_import& i) {
    return wire::json::serialize(wire::json::object{{"guest_import", wire::import_object(i)}});
}

} // namespace

asio::awaitable<result<std::string>> preview_guests(hall& h, std::string event, wire::reading_options how,
                                                    std::string file) {
    auto show = [](const wire::read_list& all) -> result<std::string> {
        return wire::json::serialize(wire::json::object{{"preview", wire::preview_object(all)}});
    };
    co_return co_await with_list<std::string>(h, event, how, std::move(file), show);
}

asio::awaitable<result<std::string>> faulty_guests(hall& h, std::string event, wire::reading_options how,
                                                   domain::language in, std::string file) {
    auto show = [in](const wire::read_list& all) -> result<std::string> {
        return wire::faulty_table(all, in);
    };
    co_return co_await with_list<std::string>(h, event, how, std::move(file), show);
}

asio::awaitable<result<std::string>> import_guests(hall& h, domain::staff by, wire::import_request r,
                                                   std::string query, std::string file) {
    // How it is read is a part of what is asked for. Of sixteen megabytes a digest is no work for an io thread.
    auto weigh = [&file, query]() -> result<std::string> {
        return sha256_hex(sha256_hex(file).substr(0, 32) + query).substr(0, 32);
    };
    const auto weighed = co_await h.tables.run<std::string>(weigh);
    if (!weighed) co_return weighed;
    const auto& digest = *weighed;
    // Sent again, the list would be found registered already: what was answered then is looked for first.
    auto done_before = [&by, &r, digest](store::database& db) -> result<std::string> {
        const auto done = store::find_done(db, by.id, r.id);
        if (done && done->digest != digest) return errc::id_reused;
        return done ? done->answer : std::string{};
    };
    auto before = co_await h.read<std::string>(done_before);
    if (!before || !before->empty()) co_return before;
    auto close = [&h](const wire::read_list& all) { return sealed(h, all); };
    auto list = co_await with_list<sealed_list>(h, by.event, r.how, std::move(file), close);
    if (!list) co_return list.error();
    auto work = [=, list = std::move(*list)](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest, [&]() -> result<std::string> {
            const auto e = store::find_event_head(tx.db(), by.event);
            if (!e) return errc::unknown_event;
            if (is_over(tx.db(), *e)) return errc::event_ended;
            if (store::is_importing(tx.db(), by.event))
                return problem{errc::wrong_state}.says(
                    "另一份名单还在写入，请等它写完",
                    "Another list is still being written; please wait for it");
            if (auto ok = domain::check_hall(list.for_the_hall, store::count_free_seats(tx.db(), by.event));
                !ok)
                return ok.error();
            domain::guest_import i;
            i.id = random_id("i");
            i.event = by.event;
            i.staff = by.id;
            i.staff_name = by.name;
            i.tickets = r.tickets;
            i.total = list.people;
            i.created_at = tx.now();
            store::add_guest_import(tx.db(), i, list.parts);
            store::add_audit(tx.db(), by.event, by.id, "registrations.imported", tx.now());
            tell_import(tx, i);
            return answer_of(i);
        });
    };
    auto answer = co_await h.write<std::string>(work);
    h.imports.wake();
    co_return answer;
}

asio::awaitable<result<std::string>> guest_template(hall& h, wire::table_format as, domain::language in) {
    auto make = [as, in]() -> result<std::string> { return wire::template_table(as, in); };
    co_return co_await h.tables.run<std::string>(make);
}

asio::awaitable<result<std::string>> stop_import(hall& h, domain::staff by, std::string import) {
    auto work = [by, import](store::transaction& tx) -> result<std::string> {
        auto i = store::find_guest_import(tx.db(), import);
        if (!i || i->event != by.event) return errc::not_found;
        if (i->status != domain::import_status::writing) return answer_of(*i);
        store::stop_guest_import(tx.db(), import, tx.now());
        i = store::find_guest_import(tx.db(), import);
        tell_import(tx, *i);
        return answer_of(*i);
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> list_imports(hall& h, std::string event) {
    auto look = [event](store::database& db) -> result<std::string> {
        wire::json::object o;
        auto& all = o["guest_imports"].emplace_array();
        for (const auto& i : store::list_guest_imports(db, event, most_imports_listed))
            all.push_back(wire::import_object(i));
        return wire::json::serialize(o);
    };
    co_return co_await h.read<std::string>(look);
}

void tell_import(store::transaction& tx, const domain::guest_import& i) {
    auto e = store::find_event_head(tx.db(), i.event).value();
    store::count_people(tx.db(), e);
    tx.notify(i.event, topic_organizers, "guest_import.progressed",
              wire::json::serialize(wire::json::object{{"guest_import", wire::import_object(i)},
                                                       {"seats", wire::seats_object(e.hall)},
                                                       {"online", e.online}}));
}

} // namespace jiangtang::app
