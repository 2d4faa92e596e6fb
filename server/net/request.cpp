#include "net/request.hpp"

#include "net/decode.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace jiangtang::net {

namespace {

bool same_name(std::string_view a, std::string_view b) {
    return boost::algorithm::iequals(a, b, std::locale::classic());
}

std::string_view trimmed(std::string_view s) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
    return s;
}

} // namespace

std::string_view name_of(method m) {
    constexpr std::array<std::string_view, 8> names{"GET",   "HEAD",   "POST",    "PUT",
                                                    "PATCH", "DELETE", "OPTIONS", "other"};
    return names[static_cast<std::size_t>(m)];
}

bool is_safe(method m) { return m == method::get || m == method::head || m == method::options; }

void header_fields::add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
}

std::string_view header_fields::operator[](std::string_view name) const {
    for (const auto& [n, v] : fields_)
        if (same_name(n, name)) return v;
    return {};
}

bool header_fields::has(std::string_view name) const { return count(name) > 0; }

std::size_t header_fields::count(std::string_view name) const {
    return static_cast<std::size_t>(std::count_if(fields_.begin(), fields_.end(),
                                                  [&](const auto& f) { return same_name(f.first, name); }));
}

std::optional<std::int64_t> query_fields::number(std::string_view name) const {
    const auto text = (*this)[name];
    std::int64_t n = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (ec != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return n;
}

bool query_fields::parse(std::string_view raw) {
    while (!raw.empty()) {
        const auto end = std::min(raw.find('&'), raw.size());
        const auto pair = raw.substr(0, end);
        raw.remove_prefix(std::min(end + 1, raw.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = decode_percent(pair.substr(0, equals), true);
        auto value = decode_percent(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!name || !value) return false;
        values_.emplace(std::move(*name), std::move(*value));
    }
    return true;
}

std::string_view query_fields::operator[](std::string_view name) const {
    auto it = values_.find(name);
    return it == values_.end() ? std::string_view{} : std::string_view{it->second};
}

bool query_fields::has(std::string_view name) const { return values_.find(name) != values_.end(); }

std::string request::origin() const { return (secure ? "https://" : "http://") + host; }

std::string_view request::cookie(std::string_view name) const {
    const std::string wanted = secure ? "__Host-" + std::string{name} : std::string{name};
    for (const auto& [field, line] : fields) {
        if (!same_name(field, "cookie")) continue;
        std::string_view rest = line;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(';'), rest.size());
            const auto pair = trimmed(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const auto equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == wanted)
                return pair.substr(equals + 1);
        }
    }
    return {};
}

std::string_view request::bearer() const {
    std::string_view value = fields["authorization"];
    constexpr std::string_view scheme = "bearer ";
    if (value.size() <= scheme.size() || !same_name(value.substr(0, scheme.size()), scheme)) return {};
    return trimmed(value.substr(scheme.size()));
}

} // namespace jiangtang::net
