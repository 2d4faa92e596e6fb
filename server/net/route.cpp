#include "net/route.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

namespace jiangtang::net {

namespace {

bool is_capture(const std::string& segment) { return !segment.empty() && segment.front() == '{'; }

/// What makes one row win over another at a place: 0 literal, 1 capture.
int rank(const std::string& segment) { return is_capture(segment) ? 1 : 0; }

} // namespace

std::string_view name_of(access a) {
    constexpr std::array<std::string_view, 9> names{
        "anyone", "viewer", "staff", "desk", "moderator", "speaker", "organizer", "publisher", "operator"};
    return names[static_cast<std::size_t>(a)];
}

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> out;
    if (!path.empty() && path.front() == '/') path.remove_prefix(1);
    for (;;) {
        const auto end = path.find('/');
        out.push_back(path.substr(0, end));
        if (end == std::string_view::npos) return out;
        path.remove_prefix(end + 1);
    }
}

route_table::pattern route_table::compile(const std::string& text) {
    if (text.empty() || text.front() != '/') throw std::invalid_argument{"a route begins with /: " + text};
    pattern p;
    for (auto s : segments_of(text)) {
        if (p.rest) throw std::invalid_argument{"nothing follows {…*} in a route: " + text};
        if (s.find_first_of("{}") != std::string_view::npos) {
            if (s.size() < 3 || s.front() != '{' || s.back() != '}')
                throw std::invalid_argument{"a capture is a whole segment of a route: " + text};
            p.rest = s[s.size() - 2] == '*';
        }
        p.segments.emplace_back(s);
    }
    return p;
}

route_table::route_table(std::vector<route> rows) : rows_{std::move(rows)} {
    std::set<std::string> seen;
    for (const auto& row : rows_) {
        auto p = compile(row.pattern);
        std::string key{name_of(row.verb)};
        for (const auto& s : p.segments) key += '/' + (is_capture(s) ? std::string{"{}"} : s);
        if (p.rest) key += '*';
        if (!seen.insert(key).second) throw std::invalid_argument{"two rows for one route: " + row.pattern};
        patterns_.push_back(std::move(p));
    }
}

namespace {

bool matches(const std::vector<std::string>& pattern, bool rest, const std::vector<std::string_view>& path) {
    if (rest ? path.size() < pattern.size() : path.size() != pattern.size()) return false;
    for (std::size_t i = 0; i < pattern.size(); ++i)
        if (is_capture(pattern[i]) ? path[i].empty() : pattern[i] != path[i]) return false;
    return true;
}

} // namespace

route_table::match route_table::find(method verb, std::string_view path) const {
    const auto wanted = verb == method::head ? method::get : verb;
    const auto segments = segments_of(path);
    std::size_t best = rows_.size();
    std::set<std::string_view> allow;
    const auto better = [&](const pattern& a, const pattern& b) {
        if (a.rest != b.rest) return b.rest;
        return std::lexicographical_compare(a.segments.begin(), a.segments.end(), b.segments.begin(),
                                            b.segments.end(),
                                            [](const auto& x, const auto& y) { return rank(x) < rank(y); });
    };
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (!matches(patterns_[i].segments, patterns_[i].rest, segments)) continue;
        allow.insert(name_of(rows_[i].verb));
        if (rows_[i].verb == method::get) allow.insert("HEAD");
        if (rows_[i].verb != wanted) continue;
        if (best == rows_.size() || better(patterns_[i], patterns_[best])) best = i;
    }
    match m;
    if (best < rows_.size()) {
        m.row = &rows_[best];
        const auto& p = patterns_[best];
        for (std::size_t i = 0; i < p.segments.size(); ++i)
            if (is_capture(p.segments[i])) m.captures.emplace_back(segments[i]);
        if (p.rest) // the rest of the path, slashes and all
            m.captures.back() =
                path.substr(static_cast<std::size_t>(segments[p.segments.size() - 1].data() - path.data()));
        return m;
    }
    for (auto name : allow) m.allow += (m.allow.empty() ? "" : ", ") + std::string{name};
    return m;
}

} // namespace jiangtang::net
