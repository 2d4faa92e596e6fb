#include "store/muted.hpp"

namespace jiangtang::store {

bool is_muted(database& db, std::string_view viewer) {
    return db.query("SELECT 1 FROM muted WHERE viewer = $1", viewer).next();
}

std::vector<std::string> list_muted(database& db, std::string_view event) {
    return all(db.query("SELECT viewer FROM muted WHERE event = $1 ORDER BY at, viewer", event),
               [](rows& r) { return r.text(0); });
}

bool mute(database& db, std::string_view event, std::string_view viewer, std::string_view staff,
          unix_ms now) {
    return db.run("INSERT INTO muted (viewer, event, staff, at) VALUES ($1, $2, $3, $4) "
                  "ON CONFLICT (viewer) DO NOTHING",
                  viewer, event, staff, now) > 0;
}

bool unmute(database& db, std::string_view viewer) {
    return db.run("DELETE FROM muted WHERE viewer = $1", viewer) > 0;
}

} // namespace jiangtang::store
