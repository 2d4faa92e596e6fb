// Lists of guests as organizers send and see them. The list itself is the body of a request, a file as it is; how it is to be read
// stands in the address.
#pragma once

#include "domain/guest_import.hpp"
#include "domain/guest_list.hpp"
#include "wire/json.hpp"
#include "wire/sheet.hpp"
#include "wire/table.hpp"

#include <vector>

namespace jiangtang::wire {

/// How a list is to be read: ?attendance= of who says nothing of it, and, when a person has chosen the columns,
/// ?columns=name,none,phone&heading=2.
struct reading_options {
    domain::attendance otherwise = domain::attendance::in_person;
    bool chosen = false;
    std::int64_t heading = 0;
    std::vector<domain::guest_column> columns;
};

/// The values of the address's fields, empty where absent.
struct reading_fields {
    std::string_view attendance{}, columns{}, heading{};
};
result<reading_options> parse_reading(const reading_fields&);

/// ?id=…&consent=true&tickets=true, besides how it is read.
struct import_request {
    std::string id;
    bool tickets = false;
    reading_options how;
};
/// Problems: missing_field and invalid_field, consent_required.
result<import_request> parse_import(std::string_view id, std::string_view consent, std::string_view tickets,
                                    const reading_fields&);

/// A list that was read and judged; `list` still has the cells as they stand in `from`.
struct read_list {
    sheet from;
    domain::table_layout layout;
    domain::guest_list list;
    std::int64_t free_seats = 0;

    std::int64_t count(domain::guest_state) const;
    /// Of those who are taken.
    std::int64_t count(domain::attendance) const;
    std::int64_t would_wait() const;
};

/// {format, encoding?, heading, columns:[{title, column, example?}], counts:{…}, seats_left, rows:[first], faulty:[first], requested:[first], left_out:[first]}
json::object preview_object(const read_list&);

/// The rows that are not right with their heading, and what is wrong in a column behind.
std::string faulty_table(const read_list&, domain::language);

/// An empty list to be filled in: its heading alone, for an example would be taken for a guest.
std::string template_table(table_format, domain::language);

json::object import_object(const domain::guest_import&);

/// People of a part as text, to be sealed, and back; throws on what did not come from here.
std::string part_text(const std::vector<domain::application>&);
std::vector<domain::application> people_in_part(std::string_view);

} // namespace jiangtang::wire
