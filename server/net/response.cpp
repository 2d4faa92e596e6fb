#include "net/response.hpp"

#include "wire/problems.hpp"

#include <boost/algorithm/string/predicate.hpp>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace jiangtang::net {

namespace {

bool has_control(std::string_view s) {
    return std::any_of(s.begin(), s.end(), [](char c) {
        const auto u = static_cast<unsigned char>(c);
        return (u < 0x20 && c != '\t') || u == 0x7F;
    });
}

std::shared_ptr<const std::string> shared(std::string s) {
    return std::make_shared<const std::string>(std::move(s));
}

} // namespace

response& response::with(std::string name, std::string value) & {
    if (name.empty() || has_control(name) || has_control(value))
        throw std::invalid_argument{"a field of an answer holds control characters: " + name};
    fields.emplace_back(std::move(name), std::move(value));
    return *this;
}

response&& response::with(std::string name, std::string value) && {
    with(std::move(name), std::move(value)); // the name is an lvalue here: calls the other overload
    return std::move(*this);
}

bool response::has(std::string_view name) const {
    return std::any_of(fields.begin(), fields.end(), [&](const auto& f) {
        return boost::algorithm::iequals(f.first, name, std::locale::classic());
    });
}

response json(int status, std::string t) { return {status, "application/json", shared(std::move(t))}; }

response text(int status, std::string t) {
    return {status, "text/plain; charset=utf-8", shared(std::move(t))};
}

response bytes(std::string content_type, std::shared_ptr<const std::string> body) {
    return {200, std::move(content_type), std::move(body)};
}

response no_content() { return {204}; }

response problem_response(const problem& p) {
    response r{p.status(), "application/problem+json", shared(wire::to_json(p))};
    if (p.retry_after_ms > 0) r.with("Retry-After", std::to_string((p.retry_after_ms + 999) / 1000));
    return r;
}

void set_cookie(response& r, const request& q, std::string_view name, std::string_view value,
                std::int64_t max_age_s) {
    std::string line{q.secure ? "__Host-" : ""};
    line.append(name).append("=").append(value);
    line += "; Path=/; Max-Age=" + std::to_string(max_age_s) + "; HttpOnly; SameSite=Lax";
    if (q.secure) line += "; Secure";
    r.with("Set-Cookie", std::move(line));
}

std::string attachment(std::string_view plain, std::string_view name) {
    std::string coded;
    for (const unsigned char c : name)
        coded += std::isalnum(c) || c == '.' || c == '-' ? std::string(1, static_cast<char>(c))
                                                         : fmt::format("%{:02X}", c);
    return fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain, coded);
}

} // namespace jiangtang::net
