#include "domain/message.hpp"

#include "base/text.hpp"
#include "domain/enum_names.hpp"

#include <algorithm>
#include <cmath>

namespace jiangtang::domain {
namespace {

constexpr enum_names<channel, 2> channel_names{{{channel::mail, "mail"}, {channel::sms, "sms"}}};
constexpr enum_names<message_kind, 13> kind_names{{{message_kind::ticket, "ticket"},
                                                   {message_kind::waiting, "waiting"},
                                                   {message_kind::promoted, "promoted"},
                                                   {message_kind::offered, "offered"},
                                                   {message_kind::moved, "moved"},
                                                   {message_kind::changed, "changed"},
                                                   {message_kind::replaced, "replaced"},
                                                   {message_kind::cancelled, "cancelled"},
                                                   {message_kind::reminder, "reminder"},
                                                   {message_kind::test, "test"},
                                                   {message_kind::requested, "requested"},
                                                   {message_kind::declined, "declined"},
                                                   {message_kind::rescheduled, "rescheduled"}}};
constexpr enum_names<message_status, 7> message_status_names{{{message_status::queued, "queued"},
                                                              {message_status::sending, "sending"},
                                                              {message_status::sent, "sent"},
                                                              {message_status::failed, "failed"},
                                                              {message_status::given_up, "given_up"},
                                                              {message_status::uncertain, "uncertain"},
                                                              {message_status::superseded, "superseded"}}};
constexpr enum_names<language, 2> language_names{{{language::zh, "zh"}, {language::en, "en"}}};

constexpr std::string_view digits_and_letters =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool only(std::string_view text, std::string_view others) {
    return std::ranges::all_of(text, [&](char c) {
        return digits_and_letters.find(c) != std::string_view::npos ||
               others.find(c) != std::string_view::npos;
    });
}

/// The full-width forms of ASCII (U+FF01 to U+FF5E), as input methods write them.
std::string half_width(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto at = [&](std::size_t n) {
            return i + n < text.size() ? static_cast<unsigned char>(text[i + n]) : 0u;
        };
        if (at(0) == 0xEF && (at(1) == 0xBC || at(1) == 0xBD) && at(2) != 0) {
            const auto point = (at(1) & 0x3Fu) << 6 | (at(2) & 0x3Fu); // within U+F000 to U+FFFF
            const auto ascii = point + 0xF000u - 0xFF01u + 0x21u;
            if (ascii > 0x20 && ascii < 0x7F) {
                out += static_cast<char>(ascii);
                i += 2;
                continue;
            }
        }
        out += text[i];
    }
    return out;
}

/// A dot-separated list of parts that are neither empty nor longer than `longest`.
bool dotted(std::string_view text, std::string_view others, std::size_t longest, std::size_t fewest) {
    std::size_t parts = 0;
    for (;;) {
        const auto part = text.substr(0, text.find('.'));
        if (part.empty() || part.size() > longest || !only(part, others)) return false;
        ++parts;
        if (part.size() == text.size()) return parts >= fewest;
        text.remove_prefix(part.size() + 1);
    }
}

bool is_domain(std::string_view text) {
    return dotted(text, "-", 63, 2) && text.front() != '-' && text.back() != '-' &&
           text.find("-.") == std::string_view::npos && text.find(".-") == std::string_view::npos;
}

bool is_email(std::string_view text) {
    const auto sign = text.find('@');
    if (sign == std::string_view::npos || sign > 64 || text.size() > 254) return false;
    return dotted(text.substr(0, sign), "!#$%&'*+-/=?^_`{|}~", 64, 1) && is_domain(text.substr(sign + 1));
}

} // namespace

std::string_view name_of(channel v) { return name_in(channel_names, v); }
std::string_view name_of(message_kind v) { return name_in(kind_names, v); }
std::string_view name_of(message_status v) { return name_in(message_status_names, v); }
std::string_view name_of(language v) { return name_in(language_names, v); }
std::optional<channel> channel_from(std::string_view s) { return value_in(channel_names, s); }
std::optional<message_kind> message_kind_from(std::string_view s) { return value_in(kind_names, s); }
std::optional<message_status> message_status_from(std::string_view s) {
    return value_in(message_status_names, s);
}
std::optional<language> language_from(std::string_view s) { return value_in(language_names, s); }

result<void> check_email(std::string& email, const std::string& field) {
    const auto wrong = [&] {
        return problem{errc::invalid_field, field}.says("邮箱地址不正确",
                                                        "This is not a valid e-mail address");
    };
    if (email.size() > 1024) return wrong();
    const auto line = clean_line(email);
    if (!line) return wrong();
    auto address = half_width(*line);
    if (!is_email(address)) return wrong();
    email = std::move(address);
    return {};
}

std::string masked_email(std::string_view email) {
    const auto sign = email.find('@');
    if (sign == std::string_view::npos || sign == 0) return "***";
    return std::string{email.substr(0, 1)} + "***" + std::string{email.substr(sign)};
}

std::string masked_phone(std::string_view last4) { return "*******" + std::string{last4}; }

std::string name_to_greet(std::string_view name) {
    const auto in_a_word = [&](std::size_t i) {
        const auto letter = [&](std::size_t n) {
            return n < name.size() && name[n] != ' ' && name[n] != '.';
        };
        return i > 0 && letter(i - 1) && letter(i + 1);
    };
    for (std::size_t i = 0; i < name.size(); ++i)
        if (std::string_view{"/:@\\"}.find(name[i]) != std::string_view::npos ||
            (name[i] == '.' && in_a_word(i)))
            return {};
    return std::string{name};
}

std::int64_t pause_after(std::int64_t failed, double chance, const retry_rule& rule) {
    const auto doublings = static_cast<int>(std::clamp<std::int64_t>(failed - 1, 0, 30));
    const auto whole = std::min(std::ldexp(static_cast<double>(rule.first_ms), doublings),
                                static_cast<double>(rule.longest_ms));
    return static_cast<std::int64_t>(whole * (0.75 + chance * 0.5));
}

message_status status_after(delivery came_to, std::int64_t attempts, std::int64_t age_ms,
                            const retry_rule& rule) {
    using enum message_status;
    switch (came_to) {
    case delivery::accepted: return sent;
    case delivery::refused: return failed;
    case delivery::unknown: return uncertain;
    case delivery::put_off:
        if (attempts >= rule.most_attempts) return given_up;
        break;
    case delivery::unreachable: break;
    }
    return age_ms >= rule.oldest_ms ? given_up : queued;
}

bool is_stale(message_kind kind, message_moment at) {
    if (at.guest_cancelled) return kind != message_kind::cancelled;
    if (kind == message_kind::offered) return !at.has_offer;
    if (kind == message_kind::requested) return !at.requested;
    if (kind == message_kind::declined) return !at.declined;
    const bool of_place = kind == message_kind::ticket || kind == message_kind::waiting ||
                          kind == message_kind::promoted || kind == message_kind::moved;
    if (of_place && (at.requested || at.declined)) return true;
    if (kind == message_kind::rescheduled && at.declined) return true;
    return (kind == message_kind::reminder || kind == message_kind::rescheduled) && at.event_begun;
}

bool may_send_again(message_status s) {
    return s == message_status::failed || s == message_status::given_up || s == message_status::uncertain;
}

std::optional<reminder> due_reminder(const std::vector<reminder>& all, unix_ms starts_at, unix_ms now) {
    std::optional<reminder> due;
    if (now >= starts_at) return due;
    for (const auto& r : all)
        if (r.done_for != starts_at && starts_at - r.before_ms <= now &&
            (!due || r.before_ms < due->before_ms))
            due = r;
    return due;
}

} // namespace jiangtang::domain
