#include "store/asking.hpp"

namespace jiangtang::store {

domain::asking find_asking(database& db, std::string_view event) {
    auto rules = first(db.query("SELECT version, open, moderation, anonymous, slow_seconds, most_a_minute "
                                "FROM asking WHERE event = $1",
                                event),
                       [](rows& r) {
                           domain::asking a;
                           a.version = r.number(0);
                           a.open = r.number(1) != 0;
                           a.moderation = domain::moderation_from(r.text(2)).value();
                           a.anonymous = r.number(3) != 0;
                           a.slow_seconds = r.number(4);
                           a.most_a_minute = r.number(5);
                           return a;
                       })
                     .value_or(domain::asking{});
    rules.closed = all(
        db.query(
            "SELECT c.talk FROM closed_talk c JOIN segment s ON s.id = c.talk WHERE c.event = $1 ORDER BY c.talk",
            event),
        [](rows& r) { return r.text(0); });
    return rules;
}

void save_asking(database& db, std::string_view event, const domain::asking& a) {
    db.run("INSERT INTO asking (event, version, open, moderation, anonymous, slow_seconds, most_a_minute) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (event) DO UPDATE SET version = $2, open = $3, "
           "moderation = $4, anonymous = $5, slow_seconds = $6, most_a_minute = $7",
           event, a.version, a.open, domain::name_of(a.moderation), a.anonymous, a.slow_seconds,
           a.most_a_minute);
    db.run("DELETE FROM closed_talk WHERE event = $1", event);
    for (const auto& talk : a.closed)
        db.run("INSERT INTO closed_talk (event, talk) VALUES ($1, $2)", event, talk);
}

std::vector<domain::word> list_words(database& db, std::string_view event) {
    return all(db.query("SELECT text, effect FROM word WHERE event = $1 ORDER BY place", event), [](rows& r) {
        return domain::word{r.text(0), domain::word_effect_from(r.text(1)).value()};
    });
}

std::int64_t words_version(database& db, std::string_view event) {
    return first(db.query("SELECT words_version FROM asking WHERE event = $1", event),
                 [](rows& r) { return r.number(0); })
        .value_or(1);
}

std::int64_t set_words(database& db, std::string_view event, const std::vector<domain::word>& words) {
    db.run("DELETE FROM word WHERE event = $1", event);
    for (std::int64_t place = 0; const auto& w : words)
        db.run("INSERT INTO word (event, place, text, effect) VALUES ($1, $2, $3, $4)", event, place++,
               w.text, domain::name_of(w.effect));
    auto r = db.query("INSERT INTO asking (event, words_version) VALUES ($1, 2) ON CONFLICT (event) "
                      "DO UPDATE SET words_version = asking.words_version + 1 RETURNING words_version",
                      event);
    r.next();
    return r.number(0);
}

std::optional<unix_ms> asked_last(database& db, std::string_view viewer) {
    auto r = db.query("SELECT max(asked_at) FROM question WHERE viewer = $1", viewer);
    return r.next() ? r.maybe_number(0) : std::nullopt;
}

std::optional<unix_ms> full_since(database& db, std::string_view event, std::int64_t most) {
    return first(db.query("SELECT asked_at FROM question WHERE event = $1 AND viewer NOT IN "
                          "(SELECT viewer FROM muted WHERE event = $1) "
                          "ORDER BY asked_at DESC LIMIT 1 OFFSET $2",
                          event, most - 1),
                 [](rows& r) { return r.number(0); });
}

} // namespace jiangtang::store
