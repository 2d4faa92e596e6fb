#include "store/feed.hpp"

namespace jiangtang::store {

std::optional<std::int64_t> last_seq(database& db, std::string_view event) {
    auto r = db.query("SELECT last_seq FROM event WHERE slug = $1", event);
    if (!r.next()) return std::nullopt;
    return r.number(0);
}

std::optional<std::vector<std::string>> missed(database& db, std::string_view event, std::int64_t since,
                                               std::uint8_t topics, std::string_view recipient, int most) {
    std::vector<std::string> bodies;
    const auto last = last_seq(db, event);
    if (last && since < *last &&
        !db.query("SELECT 1 FROM feed WHERE event = $1 AND seq = $2", event, since + 1).next())
        return std::nullopt;
    auto r = db.query("SELECT body FROM feed WHERE event = $1 AND seq > $2 AND ((topics & $3) <> 0 OR "
                      "(recipient <> '' AND recipient = $4)) ORDER BY seq LIMIT $5",
                      event, since, int{topics}, recipient, most + 1);
    while (r.next()) bodies.push_back(r.text(0));
    if (bodies.size() > static_cast<std::size_t>(most)) return std::nullopt;
    return bodies;
}

std::optional<done_command> find_done(database& db, std::string_view actor, std::string_view id) {
    auto r = db.query("SELECT digest, answer FROM done WHERE actor = $1 AND id = $2", actor, id);
    if (!r.next()) return std::nullopt;
    return done_command{r.text(0), r.text(1)};
}

result<std::string> once(transaction& tx, std::string_view actor, std::string_view id,
                         std::string_view digest, const std::function<result<std::string>()>& act) {
    if (auto known = find_done(tx.db(), actor, id)) {
        if (known->digest != digest) return problem{errc::id_reused, "id"};
        return known->answer;
    }
    auto answer = act();
    if (answer)
        tx.db().run("INSERT INTO done (actor, id, digest, answer, at) VALUES ($1, $2, $3, $4, $5)", actor, id,
                    digest, *answer, tx.now());
    return answer;
}

std::int64_t forget_done(database& db, unix_ms before, int most) {
    return db.run("DELETE FROM done WHERE (actor, id) IN (SELECT actor, id FROM done WHERE at < $1 LIMIT $2)",
                  before, most);
}

} // namespace jiangtang::store
