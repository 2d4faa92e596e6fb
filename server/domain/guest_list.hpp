// A list of guests that an organizer brings: which column says what, which line is the heading, and whether each row is a guest.
// Pure; knows nothing of files.
#pragma once

#include "domain/registration.hpp"

#include <vector>

namespace jiangtang::domain {

/// What a column says of a guest. `none` is passed over.
enum class guest_column { none, name, phone, organization, title, attendance, email };

std::string_view name_of(guest_column);
std::optional<guest_column> guest_column_from(std::string_view);

/// Which column a title of either language means; `none` when it is not known.
guest_column column_titled(std::string_view title);

/// A row of a table that has anything in it.
struct table_row {
    std::int64_t number = 0;        // as spreadsheets count, from 1
    std::vector<std::string> cells; // those at its end that are empty may be left out
};

/// How a table is read.
struct table_layout {
    std::int64_t heading = 0;        // number of the last row of the heading; 0: there is none
    std::vector<std::string> titles; // of each column, empty where it has none
    std::vector<guest_column> columns;

    bool has(guest_column) const;
};

inline constexpr std::size_t most_guests = 100'000, most_columns = 100;

/// Finds the heading within the first rows: the one that names the most columns, among them the name. A heading of two rows is
/// one of which both together name more. Without one there are only the columns, of which none is known.
table_layout find_layout(const std::vector<table_row>&);

/// The layout that a person chose: `heading` is a row's number or 0. A column beyond the last of `columns` is passed over.
/// Problem: invalid_field "columns" when one is there twice, or none is the name.
result<table_layout> chosen_layout(const std::vector<table_row>&, std::int64_t heading,
                                   std::vector<guest_column> columns);

/// `duplicate` and `registered` are left out: the same name and phone (or, without a phone, name and unit) stand in an earlier row, or are
/// registered. `requested` asked to come and waits for an organizer's yes, which the list is.
enum class guest_state { good, faulty, duplicate, registered, requested };

std::string_view name_of(guest_state);

struct listed_guest {
    std::int64_t row = 0;  // its number
    std::size_t index = 0; // in the rows that were read
    application who;       // cleaned when it is good; consent is set: the organizer says so
    guest_state state = guest_state::good;
    std::vector<problem> problems{}; // each with its field
    std::int64_t same_as = 0;        // the row of which it is a duplicate
    bool same_phone = false;         // as another guest's, with another name

    /// Will an import give this guest a seat, a place on the waiting list, or one online?
    bool is_taken() const { return state == guest_state::good || state == guest_state::requested; }
};

struct guest_list {
    std::vector<listed_guest> guests; // in their order
    std::int64_t passed_over = 0;     // rows that are sums, or say nothing in the columns that count
};

/// Reads every row below the heading. `otherwise` is the attendance of who says nothing about it.
guest_list read_guests(const std::vector<table_row>&, const table_layout&, attendance otherwise);

/// A phone as spreadsheets write numbers: "13800138000.0", "1.3800138000E+10", or with an apostrophe before it. Problem:
/// invalid_field when the spreadsheet has dropped digits.
result<std::string> phone_in_cell(std::string_view);

/// The words of people: 现场, 线上, hall, online… Nothing for others.
std::optional<attendance> attendance_in_cell(std::string_view);

} // namespace jiangtang::domain
