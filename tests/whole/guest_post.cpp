#include "whole/guest_post.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace jiangtang::test {

std::string configured(const std::string& mail_url, const std::string& sms, bool starttls) {
    return "[mail]\nurl = \"" + mail_url +
           "\"\nfrom = \"质量大讲堂 <noreply@hall.test>\"\nretry_s = 1\nstarttls = " +
           (starttls ? "true\n" : "false\n") + sms;
}

std::string by_sms(const sms_server& s, const std::string& more) {
    return "[sms]\nurl = \"" + s.url() + "\"\nretry_s = 1\n" + more;
}

json::object guest(const std::string& id, const std::string& name, const std::string& email,
                   const std::string& phone) {
    return {{"id", id},       {"attendance", "in_person"}, {"name", name}, {"phone", phone}, {"email", email},
            {"consent", true}};
}

json::value log_of(browser& organizer) { return organizer.must_get(demo + "/messages"); }

std::int64_t count(browser& organizer, const std::string& status) {
    const auto log = log_of(organizer);
    return has(log, "counts/" + status) ? number_at(log, "counts/" + status) : 0;
}

void wait_for(browser& organizer, const std::string& status, std::int64_t n) {
    wait_until(std::to_string(n) + " are " + status, [&] { return count(organizer, status) == n; });
}

void wait_until_settled(browser& organizer) {
    wait_until("nothing is queued",
               [&] { return count(organizer, "queued") + count(organizer, "sending") == 0; });
}

std::vector<mail> wait_for_mails(const mail_server& s, std::size_t n) {
    wait_until(std::to_string(n) + " mails came", [&] { return s.mails().size() >= n; });
    return s.mails();
}

mail mail_to(const std::vector<mail>& all, const std::string& to) {
    for (const auto& m : all)
        if (m.field("To") == "<" + to + ">") return m;
    throw std::runtime_error{"no mail to " + to};
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

std::string link_in(const std::string& text) {
    const auto at = text.find("http://127.0.0.1:");
    return text.substr(at, text.find_first_of("\r\n\"", at) - at);
}

std::string bytes_of(const std::string& folder) {
    std::string all;
    for (const auto& file : std::filesystem::directory_iterator{folder})
        if (file.is_regular_file()) {
            std::ifstream in{file.path(), std::ios::binary};
            all.append(std::istreambuf_iterator<char>{in}, {});
        }
    return all;
}

} // namespace jiangtang::test
