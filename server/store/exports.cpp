#include "store/exports.hpp"

#include "base/random.hpp"
#include "store/check_ins.hpp"

namespace jiangtang::store {

// The ticket that counts: the latest.
#define TICKET_CODE \
    "coalesce((SELECT t.code FROM ticket t WHERE t.registration = r.id ORDER BY t.issued_at DESC LIMIT 1), '')"

std::vector<listed_registration> list_registrations(database& db, std::string_view event) {
    return all(db.query("SELECT r.name, r.organization, r.title, r.phone_last4, r.attendance, r.status, "
                        "coalesce(s.label, ''), CASE WHEN r.status = 'waitlisted' THEN "
                        "row_number() OVER (PARTITION BY r.status ORDER BY r.queued) ELSE 0 END, " TICKET_CODE
                        ", r.created_at, " ADMITTED_AT ", coalesce(a.desk, ''), "
                        "coalesce(v.vip, 0), coalesce(v.note, '') "
                        "FROM registration r LEFT JOIN seat s ON s.registration = r.id "
                        "LEFT JOIN greeting v ON v.registration = r.id "
                        "LEFT JOIN check_in a ON a.registration = r.id AND a.result = 'admitted' "
                        "WHERE r.event = $1 ORDER BY r.created_at, r.id",
                        event),
               [](rows& r) {
                   return listed_registration{.name = r.text(0),
                                              .organization = r.text(1),
                                              .title = r.text(2),
                                              .phone_last4 = r.text(3),
                                              .seat = r.text(6),
                                              .ticket = r.text(8),
                                              .desk = r.text(11),
                                              .note = r.text(13),
                                              .form = domain::attendance_from(r.text(4)).value(),
                                              .status = domain::registration_status_from(r.text(5)).value(),
                                              .position = r.number(7),
                                              .created_at = r.number(9),
                                              .admitted_at = r.maybe_number(10),
                                              .vip = r.number(12) != 0};
               });
}

std::vector<listed_check_in> list_check_ins(database& db, std::string_view event) {
    return all(
        db.query(
            "SELECT coalesce(r.name, ''), " TICKET_CODE ", c.scanned, c.result, c.desk, m.name, "
            "c.scanned_at, c.recorded_at, c.offline, u.at, coalesce(u.reason, ''), coalesce(n.name, ''), "
            "coalesce(o.conflict, '') FROM check_in c LEFT JOIN registration r ON r.id = c.registration AND r.event = c.event "
            "JOIN staff m ON m.id = c.staff "
            "LEFT JOIN offline_scan o ON o.check_in = c.id LEFT JOIN check_in_undo u ON u.check_in = c.id LEFT JOIN staff n ON n.id = u.staff "
            "WHERE c.event = $1 ORDER BY c.recorded_at, c.id",
            event),
        [](rows& r) {
            return listed_check_in{.name = r.text(0),
                                   .ticket = r.text(1),
                                   .scanned = r.text(2),
                                   .result = r.text(3),
                                   .desk = r.text(4),
                                   .staff = r.text(5),
                                   .undone_reason = r.text(10),
                                   .undone_by = r.text(11),
                                   .conflict = r.text(12),
                                   .scanned_at = r.number(6),
                                   .recorded_at = r.number(7),
                                   .undone_at = r.maybe_number(9),
                                   .offline = r.number(8) != 0};
        });
}

void add_audit(database& db, std::string_view event, std::string_view staff, std::string_view what,
               unix_ms now) {
    db.run("INSERT INTO audit (id, event, staff, what, at) VALUES ($1, $2, $3, $4, $5)", random_id("a"),
           event, staff, what, now);
}

} // namespace jiangtang::store
