#include "post.hpp"

#include <algorithm>
#include <regex>

namespace jiangtang {
namespace {

bool begins_with_one_of(std::string_view text, std::initializer_list<std::string_view> beginnings) {
    return std::ranges::any_of(beginnings,
                               [&](auto b) { return text.starts_with(b) && text.size() > b.size(); });
}

domain::retry_rule retry_rule_of(std::int64_t first_s) {
    domain::retry_rule rule;
    rule.first_ms = first_s * 1000;
    return rule;
}

app::mail_settings mail_of(const config& c) {
    if (!begins_with_one_of(c.mail_url, {"smtps://", "smtp://"}))
        throw usage_error{"mail.url in the configuration must begin with smtps:// or smtp://"};
    auto from = wire::parse_mailbox(c.mail_from);
    if (!from)
        throw usage_error{
            "mail.from in the configuration must be an address of mail, as in 质量大讲堂 <noreply@example.cn>"};
    return {.url = c.mail_url,
            .user = c.mail_user,
            .password = c.mail_password,
            .from = *from,
            .starttls = c.mail_starttls,
            .ca_file = c.mail_ca_file,
            .connections = static_cast<int>(c.mail_connections),
            .retry = retry_rule_of(c.mail_retry_s)};
}

app::sms_settings sms_of(const config& c) {
    if (!begins_with_one_of(c.sms_url, {"https://", "http://"}))
        throw usage_error{"sms.url in the configuration must begin with https:// or http://"};
    if (c.sms_method != "POST" && c.sms_method != "PUT" && c.sms_method != "GET")
        throw usage_error{"sms.method in the configuration must be POST, PUT or GET"};
    try {
        std::regex{c.sms_success};
    } catch (const std::regex_error&) {
        throw usage_error{"sms.success in the configuration is no regular expression"};
    }
    return {.url = c.sms_url,
            .method = c.sms_method,
            .headers = c.sms_headers,
            .content_type = c.sms_content_type,
            .body = c.sms_body,
            .success = c.sms_success,
            .secret = c.sms_secret,
            .ca_file = c.sms_ca_file,
            .connections = static_cast<int>(c.sms_connections),
            .retry = retry_rule_of(c.sms_retry_s)};
}

} // namespace

app::post_settings post_settings_of(const config& c) {
    app::post_settings post;
    post.origin = c.public_url;
    while (post.origin.ends_with('/')) post.origin.pop_back();
    if (!c.mail_url.empty()) post.mail = mail_of(c);
    if (!c.sms_url.empty()) post.sms = sms_of(c);
    // The Host of a request is not taken for links: whoever registers another's address could choose where they lead.
    if (post.channels().any() && !begins_with_one_of(post.origin, {"https://", "http://"}))
        throw usage_error{"public_url must be set in the configuration for messages, which hold links"};
    return post;
}

} // namespace jiangtang
