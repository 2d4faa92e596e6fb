// What the stories of messages share: a server that is configured to send them, guests, the organizer's log, and mails in the box.
#pragma once

#include "whole/hall.hpp"
#include "whole/mail_server.hpp"

namespace jiangtang::test {

/// The [mail] of a configuration, with more behind it.
std::string configured(const std::string& mail_url, const std::string& sms = {}, bool starttls = false);
/// The [sms] of a configuration.
std::string by_sms(const sms_server&, const std::string& more = {});

/// The body of a registration for the hall.
json::object guest(const std::string& id, const std::string& name, const std::string& email,
                   const std::string& phone = "13800138000");

json::value log_of(browser& organizer);
/// How many messages stand there; 0 when none does.
std::int64_t count(browser& organizer, const std::string& status);
void wait_for(browser& organizer, const std::string& status, std::int64_t n);
void wait_until_settled(browser& organizer);

/// Waits for the delivery, which exim makes after it has taken a mail.
std::vector<mail> wait_for_mails(const mail_server&, std::size_t n);
mail mail_to(const std::vector<mail>&, const std::string& to);

bool contains(const std::string& text, const std::string& part);
/// The address of the ticket in a message.
std::string link_in(const std::string& text);
/// All files of a folder.
std::string bytes_of(const std::string& folder);

} // namespace jiangtang::test
