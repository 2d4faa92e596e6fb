#include "domain/guest_list.hpp"

#include "base/text.hpp"
#include "domain/enum_names.hpp"

#include <algorithm>
#include <span>
#include <unordered_map>

namespace jiangtang::domain {
namespace {

constexpr enum_names<guest_column, 7> guest_columns{{{guest_column::none, "none"},
                                                     {guest_column::name, "name"},
                                                     {guest_column::phone, "phone"},
                                                     {guest_column::organization, "organization"},
                                                     {guest_column::title, "title"},
                                                     {guest_column::attendance, "attendance"},
                                                     {guest_column::email, "email"}}};
constexpr enum_names<guest_state, 5> guest_states{{{guest_state::good, "good"},
                                                   {guest_state::faulty, "faulty"},
                                                   {guest_state::duplicate, "duplicate"},
                                                   {guest_state::registered, "registered"},
                                                   {guest_state::requested, "requested"}}};

/// As search_key() folds them: no spaces, no marks, small letters.
using words = std::pair<std::string_view, guest_column>;
constexpr words exact_titles[] = {
    {"name", guest_column::name},
    {"fullname", guest_column::name},
    {"guest", guest_column::name},
    {"guestname", guest_column::name},
    {"phone", guest_column::phone},
    {"phonenumber", guest_column::phone},
    {"mobile", guest_column::phone},
    {"mobilephone", guest_column::phone},
    {"mobilenumber", guest_column::phone},
    {"tel", guest_column::phone},
    {"telephone", guest_column::phone},
    {"cell", guest_column::phone},
    {"unit", guest_column::organization},
    {"company", guest_column::organization},
    {"organization", guest_column::organization},
    {"organisation", guest_column::organization},
    {"employer", guest_column::organization},
    {"title", guest_column::title},
    {"jobtitle", guest_column::title},
    {"position", guest_column::title},
    {"post", guest_column::title},
    {"attendance", guest_column::attendance},
    {"attending", guest_column::attendance},
    {"form", guest_column::attendance},
    {"email", guest_column::email},
    {"emailaddress", guest_column::email},
    {"mail", guest_column::email},
};
/// The first that a title holds counts: 单位名称 is a unit, not a name, and 参会人员单位 too.
constexpr words inner_titles[] = {
    {"邮箱", guest_column::email},
    {"电子邮件", guest_column::email},
    {"email", guest_column::email},
    {"参会方式", guest_column::attendance},
    {"参加方式", guest_column::attendance},
    {"出席方式", guest_column::attendance},
    {"参与方式", guest_column::attendance},
    {"报名方式", guest_column::attendance},
    {"attendance", guest_column::attendance},
    {"手机", guest_column::phone},
    {"电话", guest_column::phone},
    {"联系方式", guest_column::phone},
    {"职务", guest_column::title},
    {"职位", guest_column::title},
    {"职称", guest_column::title},
    {"岗位", guest_column::title},
    {"头衔", guest_column::title},
    {"单位", guest_column::organization},
    {"公司", guest_column::organization},
    {"企业", guest_column::organization},
    {"机构", guest_column::organization},
    {"工作单位", guest_column::organization},
    {"姓名", guest_column::name},
    {"名字", guest_column::name},
    {"嘉宾", guest_column::name},
    {"参会人", guest_column::name},
};
constexpr std::size_t longest_title = 60; // bytes; a longer cell is a sentence

constexpr std::string_view hall_words[] = {"现场",     "现场参加", "现场参会", "现场出席", "线下",
                                           "线下参加", "线下参会", "到场",     "会场",     "inperson",
                                           "hall",     "onsite",   "offline",  "现场观众"};
constexpr std::string_view online_words[] = {"线上", "线上参加", "线上参会", "线上观看", "在线",   "网络",
                                             "直播", "观看直播", "云端",     "online",   "remote", "virtual"};
constexpr std::string_view sums[] = {"合计",   "总计",  "小计",     "共计", "总数",
                                     "总人数", "total", "subtotal", "sum"};

constexpr std::size_t rows_for_heading = 10;

const std::string& cell(const table_row& row, std::size_t column) {
    static const std::string nothing;
    return column < row.cells.size() ? row.cells[column] : nothing;
}

bool says_something(std::string_view text) { return !clean_line(text) || !clean_line(text)->empty(); }

std::string title_in(const std::string& text) { return clean_line(text).value_or(std::string{}); }

std::size_t widest(const std::vector<table_row>& rows) {
    std::size_t n = 0;
    for (const auto& row : rows) n = std::max(n, row.cells.size());
    return std::min(n, most_columns);
}

/// The titles of a heading that ends with this row, of one row or of two.
std::vector<std::string> titles_of(const table_row* upper, const table_row& lower, std::size_t columns) {
    std::vector<std::string> titles(columns);
    for (std::size_t i = 0; i < columns; ++i) {
        titles[i] = title_in(cell(lower, i));
        if (upper && titles[i].empty()) titles[i] = title_in(cell(*upper, i));
    }
    return titles;
}

/// Each column once: of two that seem to say the same the first is taken.
std::vector<guest_column> columns_titled(const std::vector<std::string>& titles) {
    std::vector<guest_column> columns;
    for (const auto& title : titles) {
        auto column = column_titled(title);
        if (std::ranges::find(columns, column) != columns.end()) column = guest_column::none;
        columns.push_back(column);
    }
    return columns;
}

std::ptrdiff_t known(const std::vector<guest_column>& columns) {
    return std::ranges::count_if(columns, [](auto c) { return c != guest_column::none; });
}

/// Folding a text takes its time; few have any of these.
bool may_be_sum(std::string_view text) {
    constexpr std::string_view hints[] = {"计", "計", "数", "數", "T", "t", "S", "s", "Ｔ", "Ｓ"};
    return std::ranges::any_of(hints, [&](std::string_view hint) { return text.find(hint) != text.npos; });
}

/// "合计", "总计：35人": said by the first cell that says anything.
bool is_sum(const table_row& row) {
    for (const auto& text : row.cells) {
        if (says_something(text) && !may_be_sum(text)) return false;
        const auto key =
            text.size() <= longest_title && clean_line(text) ? search_key(text) : std::string{"?"};
        if (key.empty()) continue;
        return std::ranges::any_of(sums, [&](std::string_view s) {
            const auto rest = std::string_view{key}.substr(std::min(s.size(), key.size()));
            return key.starts_with(s) &&
                   (rest.empty() || rest.find_first_of("0123456789") == 0 || rest == "人数");
        });
    }
    return false;
}

/// What our own tables put before a text that looks like a formula is taken away again.
std::string without_guard(std::string text) {
    if (text.size() > 1 && text[0] == '\'' &&
        std::string_view{"=+-@"}.find(text[1]) != std::string_view::npos)
        text.erase(0, 1);
    return text;
}

std::string& text_of(application& who, std::string_view field) {
    if (field == "name") return who.name;
    if (field == "phone") return who.phone;
    if (field == "organization") return who.organization;
    if (field == "title") return who.title;
    return who.email;
}

result<void> check_listed(application& who) {
    if (auto ok = check_walk_in(who); !ok) return ok;
    if (!who.email.empty()) return check_email(who.email, "email");
    return {};
}

/// Everything that is wrong, not the first thing alone: each faulty field is set aside in a copy, and the rule asked again.
std::vector<problem> problems_of(application& who) {
    std::vector<problem> found;
    auto rest = who;
    for (auto ok = check_listed(rest); !ok; ok = check_listed(rest)) {
        auto& text = text_of(rest, ok.error().field);
        const std::string instead = ok.error().field == "name" ? "—" : "";
        if (text == instead) break;
        text = instead;
        found.push_back(ok.error().value == errc::missing_field
                            ? problem{ok.error()}.says("没有填写姓名", "The name is missing")
                            : ok.error());
    }
    if (found.empty()) who = std::move(rest);
    return found;
}

listed_guest guest_in(const table_row& row, const table_layout& how, attendance otherwise) {
    listed_guest g;
    g.row = row.number;
    g.who.form = otherwise;
    g.who.consent = true;
    std::vector<problem> odd;
    for (std::size_t i = 0; i < how.columns.size(); ++i) {
        const auto text = without_guard(cell(row, i));
        switch (how.columns[i]) {
        case guest_column::none: break;
        case guest_column::name: g.who.name = text; break;
        case guest_column::organization: g.who.organization = text; break;
        case guest_column::title: g.who.title = text; break;
        case guest_column::email: g.who.email = says_something(text) ? text : ""; break;
        case guest_column::phone:
            if (auto phone = phone_in_cell(text)) g.who.phone = std::move(*phone);
            else odd.push_back(phone.error());
            break;
        case guest_column::attendance:
            if (!says_something(text)) break;
            if (auto form = attendance_in_cell(text)) g.who.form = *form;
            else
                odd.push_back(problem{errc::invalid_field, "attendance"}.says(
                    "请填“现场”或“线上”", "Please say “hall” or “online”"));
            break;
        }
    }
    g.problems = problems_of(g.who);
    g.problems.insert(g.problems.end(), odd.begin(), odd.end());
    if (!g.problems.empty()) g.state = guest_state::faulty;
    return g;
}

std::string same_person(const application& who) {
    return who.name + '\n' + (who.phone.empty() ? "\n" + who.organization : who.phone);
}

void mark_duplicates(std::vector<listed_guest>& guests) {
    std::unordered_map<std::string, std::int64_t> seen;
    std::unordered_map<std::string, std::size_t> by_phone;
    for (std::size_t i = 0; i < guests.size(); ++i) {
        auto& g = guests[i];
        if (g.state != guest_state::good) continue;
        if (const auto [at, fresh] = seen.emplace(same_person(g.who), g.row); !fresh) {
            g.state = guest_state::duplicate;
            g.same_as = at->second;
        } else if (!g.who.phone.empty()) {
            const auto [first, alone] = by_phone.emplace(g.who.phone, i);
            if (!alone) g.same_phone = guests[first->second].same_phone = true;
        }
    }
}

} // namespace

std::string_view name_of(guest_column v) { return name_in(guest_columns, v); }
std::string_view name_of(guest_state v) { return name_in(guest_states, v); }
std::optional<guest_column> guest_column_from(std::string_view s) { return value_in(guest_columns, s); }

bool table_layout::has(guest_column c) const { return std::ranges::find(columns, c) != columns.end(); }

guest_column column_titled(std::string_view title) {
    if (title.size() > longest_title || !clean_line(title)) return guest_column::none;
    const auto key = search_key(title);
    for (const auto& [word, column] : exact_titles)
        if (key == word) return column;
    for (const auto& [word, column] : inner_titles)
        if (key.find(word) != key.npos) return column;
    return guest_column::none;
}

table_layout find_layout(const std::vector<table_row>& rows) {
    table_layout best;
    const auto columns = widest(rows);
    std::ptrdiff_t most = 0;
    const auto consider = [&](const table_row* upper, const table_row& lower) {
        auto titles = titles_of(upper, lower, columns);
        auto said = columns_titled(titles);
        if (std::ranges::find(said, guest_column::name) == said.end() || known(said) <= most) return;
        most = known(said);
        best = {lower.number, std::move(titles), std::move(said)};
    };
    const auto looked_at = std::span{rows}.first(std::min(rows.size(), rows_for_heading));
    for (const auto& row : looked_at) consider(nullptr, row);
    for (std::size_t i = 1; i < looked_at.size(); ++i) consider(&looked_at[i - 1], looked_at[i]);
    if (most == 0) return {0, std::vector<std::string>(columns), std::vector<guest_column>(columns)};
    return best;
}

result<table_layout> chosen_layout(const std::vector<table_row>& rows, std::int64_t heading,
                                   std::vector<guest_column> columns) {
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i] != guest_column::none &&
            std::find(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(i), columns[i]) !=
                columns.begin() + static_cast<std::ptrdiff_t>(i))
            return problem{errc::invalid_field, "columns"}.says("同一项选了两列",
                                                                "Two columns are chosen for the same thing");
    if (std::ranges::find(columns, guest_column::name) == columns.end())
        return problem{errc::missing_field, "columns"}.says("请选出哪一列是姓名",
                                                            "Please say which column is the name");
    const auto found = find_layout(rows);
    const auto width = widest(rows);
    columns.resize(width, guest_column::none);
    if (heading == found.heading) return table_layout{heading, found.titles, std::move(columns)};
    const auto row = std::ranges::find(rows, heading, &table_row::number);
    auto titles = row == rows.end() ? std::vector<std::string>(width) : titles_of(nullptr, *row, width);
    return table_layout{heading, std::move(titles), std::move(columns)};
}

guest_list read_guests(const std::vector<table_row>& rows, const table_layout& how, attendance otherwise) {
    guest_list list;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = rows[i];
        if (row.number <= how.heading) continue;
        bool empty = true;
        for (std::size_t c = 0; empty && c < how.columns.size(); ++c)
            empty = how.columns[c] == guest_column::none || !says_something(cell(row, c));
        if (empty || is_sum(row)) {
            ++list.passed_over;
            continue;
        }
        list.guests.push_back(guest_in(row, how, otherwise));
        list.guests.back().index = i;
    }
    mark_duplicates(list.guests);
    return list;
}

result<std::string> phone_in_cell(std::string_view cell_text) {
    auto text = clean_line(cell_text).value_or(std::string{cell_text});
    for (const std::string_view mark : {"'", "’", "‘", "＇"})
        if (text.starts_with(mark)) text.erase(0, mark.size());
    const auto digits = [](std::string_view s) {
        return !s.empty() && s.find_first_not_of("0123456789") == s.npos;
    };
    const std::string_view all = text;
    const auto e = all.find_first_of("eE"), dot = all.find('.');
    const auto whole = all.substr(0, std::min(dot, e));
    const auto fraction = dot < e ? all.substr(dot + 1, e == all.npos ? e : e - dot - 1) : std::string_view{};
    if (!digits(whole) || (!fraction.empty() && !digits(fraction))) return text;
    if (e == all.npos) {
        // Only zeros behind the point.
        if (!fraction.empty() && fraction.find_first_not_of('0') == fraction.npos) return std::string{whole};
        return text;
    }
    auto power = all.substr(e + 1);
    if (power.starts_with('+')) power.remove_prefix(1);
    if (!digits(power)) return text;
    if (whole.size() == 1 && power == "10" && fraction.size() == 10)
        return std::string{whole} + std::string{fraction};
    return problem{errc::invalid_field, "phone"}.says(
        "表格软件把号码改成了科学计数法，后几位已丢失。请把这一列设为“文本”后重新填写",
        "The spreadsheet turned the number into scientific notation and lost its last digits. Make the column text and "
        "type it again");
}

std::optional<attendance> attendance_in_cell(std::string_view text) {
    if (text.size() > longest_title || !clean_line(text)) return std::nullopt;
    const auto key = search_key(text);
    if (std::ranges::find(hall_words, key) != std::end(hall_words)) return attendance::in_person;
    if (std::ranges::find(online_words, key) != std::end(online_words)) return attendance::online;
    return std::nullopt;
}

} // namespace jiangtang::domain
