#include "wire/guest_imports.hpp"

#include "base/text.hpp"
#include "wire/csv.hpp"

#include <algorithm>
#include <charconv>

namespace jiangtang::wire {
namespace {

using domain::guest_column;
using domain::guest_state;
using domain::listed_guest;

constexpr std::size_t first_rows = 20, most_listed = 200;
constexpr std::size_t longest_shown = 400; // bytes of a cell in a preview

/// As it may be shown: one line without marks, or what can be read of it.
std::string shown(const std::string& cell) {
    auto text = clean_line(cell);
    if (!text) {
        auto readable = cell;
        std::erase(readable, '\0');
        text = clean_line(readable);
    }
    if (!text) return "�";
    return text->size() <= longest_shown ? *text : cut_text(*text, longest_shown) + "…";
}

const std::string& cell_of(const domain::table_row& row, std::size_t column) {
    static const std::string nothing;
    return column < row.cells.size() ? row.cells[column] : nothing;
}

json::object problem_object(const problem& p) {
    return {{"code", p.code()}, {"field", p.field}, {"message", p.message()}, {"message_en", p.message_en()}};
}

/// The cells as they stand in the file, by what their columns say; who is good as he would be registered.
json::object row_object(const read_list& all, const listed_guest& g) {
    json::object o{{"row", g.row}, {"state", domain::name_of(g.state)}};
    const auto& row = all.from.rows[g.index];
    for (std::size_t i = 0; i < all.layout.columns.size(); ++i)
        if (all.layout.columns[i] != guest_column::none)
            put(o, domain::name_of(all.layout.columns[i]), shown(cell_of(row, i)));
    if (g.state != guest_state::faulty) {
        put(o, "name", g.who.name);
        put(o, "phone", g.who.phone);
        o["attendance"] = domain::name_of(g.who.form);
    }
    if (g.same_as > 0) o["same_as"] = g.same_as;
    if (g.same_phone) o["same_phone"] = true;
    if (!g.problems.empty()) {
        auto& problems = o["problems"].emplace_array();
        for (const auto& p : g.problems) problems.push_back(problem_object(p));
    }
    return o;
}

template <class Wanted>
json::array rows_of(const read_list& all, std::size_t most, Wanted wanted) {
    json::array rows;
    for (const auto& g : all.list.guests) {
        if (rows.size() == most) break;
        if (wanted(g)) rows.push_back(row_object(all, g));
    }
    return rows;
}

json::array columns_array(const read_list& all) {
    json::array columns;
    const auto& rows = all.from.rows;
    const auto first =
        std::ranges::find_if(rows, [&](const auto& r) { return r.number > all.layout.heading; });
    for (std::size_t i = 0; i < all.layout.columns.size(); ++i) {
        json::object column{{"title", shown(all.layout.titles[i])},
                            {"column", domain::name_of(all.layout.columns[i])}};
        if (first != rows.end()) put(column, "example", shown(cell_of(*first, i)));
        columns.push_back(std::move(column));
    }
    return columns;
}

/// "手机：手机号应为 11 位数字"
std::string complaint_text(const problem& p, domain::language in) {
    const bool zh = in == domain::language::zh;
    constexpr std::pair<std::string_view, std::pair<std::string_view, std::string_view>> fields[] = {
        {"name", {"姓名", "Name"}},
        {"phone", {"手机", "Phone"}},
        {"organization", {"单位", "Organization"}},
        {"title", {"职务", "Position"}},
        {"attendance", {"参会方式", "Attendance"}},
        {"email", {"邮箱", "Email"}}};
    std::string text;
    for (const auto& [name, words] : fields)
        if (p.field == name) text = std::string{zh ? words.first : words.second} + (zh ? "：" : ": ");
    return text + std::string{zh ? p.message() : p.message_en()};
}

} // namespace

result<reading_options> parse_reading(const reading_fields& in) {
    reading_options how;
    if (!in.attendance.empty()) {
        const auto form = domain::attendance_from(in.attendance);
        if (!form) return problem{errc::invalid_field, "attendance"};
        how.otherwise = *form;
    }
    if (in.columns.empty()) return how;
    how.chosen = true;
    const auto [end, failed] =
        std::from_chars(in.heading.data(), in.heading.data() + in.heading.size(), how.heading);
    if (failed != std::errc{} || end != in.heading.data() + in.heading.size() || how.heading < 0)
        return problem{errc::invalid_field, "heading"};
    for (auto rest = in.columns;;) {
        const auto comma = rest.find(',');
        const auto column = domain::guest_column_from(rest.substr(0, comma));
        if (!column || how.columns.size() == domain::most_columns)
            return problem{errc::invalid_field, "columns"};
        how.columns.push_back(*column);
        if (comma == rest.npos) return how;
        rest.remove_prefix(comma + 1);
    }
}

result<import_request> parse_import(std::string_view id, std::string_view consent, std::string_view tickets,
                                    const reading_fields& fields) {
    import_request r;
    const json::object named{{"id", id}};
    field_reader in{named};
    r.id = in.client_id("id");
    if (in.ok() && consent != "true") in.fail(errc::consent_required, "consent");
    if (!tickets.empty() && tickets != "true" && tickets != "false") in.fail(errc::invalid_field, "tickets");
    r.tickets = tickets == "true";
    auto how = parse_reading(fields);
    if (!how) in.fail(how.error());
    else r.how = std::move(*how);
    return in.finish(std::move(r));
}

std::int64_t read_list::count(guest_state state) const {
    return std::ranges::count(list.guests, state, &listed_guest::state);
}

std::int64_t read_list::count(domain::attendance form) const {
    return std::ranges::count_if(
        list.guests, [&](const auto& g) { return g.is_taken() && g.who.form == form; });
}

std::int64_t read_list::would_wait() const {
    return std::max<std::int64_t>(0, count(domain::attendance::in_person) - free_seats);
}

json::object preview_object(const read_list& all) {
    const auto good = all.count(guest_state::good);
    json::object o{{"format", all.from.format},
                   {"heading", all.layout.heading},
                   {"columns", columns_array(all)},
                   {"seats_left", all.free_seats}};
    put(o, "encoding", all.from.encoding);
    o["counts"] = {
        {"good", good},
        {"faulty", all.count(guest_state::faulty)},
        {"duplicate", all.count(guest_state::duplicate)},
        {"registered", all.count(guest_state::registered)},
        {"requested", all.count(guest_state::requested)},
        {"in_person", all.count(domain::attendance::in_person)},
        {"online", all.count(domain::attendance::online)},
        {"waiting", all.would_wait()},
        {"same_phone",
         std::ranges::count_if(all.list.guests,
                               [](const auto& g) { return g.same_phone && g.state == guest_state::good; })},
        {"email", std::ranges::count_if(
                      all.list.guests,
                      [](const auto& g) { return g.state == guest_state::good && !g.who.email.empty(); })},
        {"phone", std::ranges::count_if(
                      all.list.guests,
                      [](const auto& g) { return g.state == guest_state::good && !g.who.phone.empty(); })},
        {"passed_over", all.list.passed_over}};
    o["rows"] = rows_of(all, first_rows, [](const auto&) { return true; });
    o["faulty"] = rows_of(all, most_listed, [](const auto& g) { return g.state == guest_state::faulty; });
    o["requested"] =
        rows_of(all, most_listed, [](const auto& g) { return g.state == guest_state::requested; });
    o["left_out"] = rows_of(all, most_listed, [](const auto& g) {
        return g.state == guest_state::duplicate || g.state == guest_state::registered;
    });
    return o;
}

std::string faulty_table(const read_list& all, domain::language in) {
    std::string table{csv_begin};
    auto titles = all.layout.titles;
    titles.push_back(in == domain::language::zh ? "需要改正" : "To be put right");
    add_csv_line(table, titles);
    for (const auto& g : all.list.guests) {
        if (g.state != guest_state::faulty) continue;
        auto fields = all.from.rows[g.index].cells;
        fields.resize(all.layout.titles.size());
        std::string wrong;
        for (const auto& p : g.problems)
            wrong += (wrong.empty() ? "" : in == domain::language::zh ? "；" : "; ") + complaint_text(p, in);
        fields.push_back(std::move(wrong));
        add_csv_line(table, fields);
    }
    return table;
}

std::string template_table(table_format format, domain::language in) {
    const bool zh = in == domain::language::zh;
    const auto file =
        zh ? begin_table(
                 format, "名单",
                 {{"姓名", 14}, {"手机", 16}, {"单位", 30}, {"职务", 20}, {"参会方式", 12}, {"邮箱", 28}})
           : begin_table(format, "Guests",
                         {{"Name", 18},
                          {"Phone", 16},
                          {"Organization", 30},
                          {"Position", 20},
                          {"Attendance", 12},
                          {"Email", 28}});
    return file->finish();
}

json::object import_object(const domain::guest_import& i) {
    json::object o{{"id", i.id},
                   {"staff", i.staff_name},
                   {"status", domain::name_of(i.status)},
                   {"tickets", i.tickets},
                   {"total", i.total},
                   {"written", i.written},
                   {"left_out", i.left_out},
                   {"created_at", i.created_at}};
    put(o, "done_at", i.done_at);
    return o;
}

std::string part_text(const std::vector<domain::application>& people) {
    json::array all;
    for (const auto& who : people)
        all.push_back(json::array{domain::name_of(who.form), who.name, who.phone, who.organization, who.title,
                                  who.email});
    return json::serialize(all);
}

std::vector<domain::application> people_in_part(std::string_view text) {
    std::vector<domain::application> people;
    const auto all = json::parse(text);
    for (const auto& one : all.as_array()) {
        const auto field = [&](std::size_t i) { return std::string{one.as_array().at(i).as_string()}; };
        domain::application who;
        who.form = domain::attendance_from(field(0)).value();
        who.name = field(1);
        who.phone = field(2);
        who.organization = field(3);
        who.title = field(4);
        who.email = field(5);
        who.consent = true;
        people.push_back(std::move(who));
    }
    return people;
}

} // namespace jiangtang::wire
