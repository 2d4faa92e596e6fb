#include "app/transfer.hpp"

#include "base/text.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <regex>
#include <stdexcept>

namespace jiangtang::app {
namespace {

using domain::delivery;
using std::chrono::steady_clock;

constexpr std::size_t most_answer = 4096; // bytes of an answer that are looked at
constexpr auto patience_in_a_hurry = std::chrono::seconds{5};

struct exchange {
    std::string_view rest;   // what is still to be read by libcurl
    bool all_handed = false; // libcurl has all of it: from here on the server may have it, too
    std::string refusal;     // of a mail server
    std::string body;        // of an HTTP answer
    const std::atomic<bool>* hurry = nullptr;
    std::optional<steady_clock::time_point> hurried_at;
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* user) {
    auto& x = *static_cast<exchange*>(user);
    const auto n = std::min(size * count, x.rest.size());
    std::copy_n(x.rest.data(), n, to);
    x.rest.remove_prefix(n);
    x.all_handed = x.rest.empty();
    return n;
}

/// Keeps the line that refuses; the farewell after it says nothing.
std::size_t take_line(char* from, std::size_t size, std::size_t count, void* user) {
    if (const std::string_view line{from, size * count}; line.starts_with('4') || line.starts_with('5'))
        static_cast<exchange*>(user)->refusal = line.substr(0, most_answer);
    return size * count;
}

std::size_t take_body(char* from, std::size_t size, std::size_t count, void* user) {
    auto& body = static_cast<exchange*>(user)->body;
    body.append(from, std::min(size * count, most_answer - std::min(most_answer, body.size())));
    return size * count;
}

int go_on(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    auto& x = *static_cast<exchange*>(user);
    if (!x.hurry->load(std::memory_order_relaxed)) return 0;
    if (!x.all_handed) return 1;
    if (!x.hurried_at) x.hurried_at = steady_clock::now();
    return steady_clock::now() - *x.hurried_at > patience_in_a_hurry ? 1 : 0;
}

class list {
public:
    ~list() { curl_slist_free_all(head_); }
    void add(const std::string& line) { head_ = curl_slist_append(head_, line.c_str()); }
    curl_slist* get() const { return head_; }

private:
    curl_slist* head_ = nullptr;
};

/// One clean line for the log, in which the recipient is masked.
std::string for_log(std::string text, const std::string& recipient, const std::string& masked) {
    for (auto at = text.find(recipient); at != text.npos; at = text.find(recipient, at + masked.size()))
        text.replace(at, recipient.size(), masked);
    std::string line = clean_line(text).value_or("an answer that is not UTF-8");
    constexpr std::size_t most = 300;
    if (line.size() <= most) return line;
    auto end = most;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
    return line.substr(0, end) + "…";
}

/// A mail server's answer to what it was given last, or the lack of one.
delivery mail_came_to(CURLcode done, long answer, bool all_handed) {
    if (done == CURLE_OK) return delivery::accepted;
    if (all_handed) { // the answer to the message itself, or still the 354 that asked for it (RFC 5321, 4.2.1)
        if (answer >= 200 && answer < 300) return delivery::accepted;
        if (answer >= 500) return delivery::refused;
        return answer >= 400 ? delivery::put_off : delivery::unknown;
    }
    // Before the message's end the server cannot have it. 421 says that it goes away; a wrong password is the operator's.
    if (answer == 421 || done == CURLE_LOGIN_DENIED) return delivery::unreachable;
    if (answer >= 500 && done == CURLE_SEND_ERROR) return delivery::refused; // sender, recipient or DATA
    if (answer >= 400 && answer < 500) return delivery::put_off;
    return delivery::unreachable;
}

delivery sms_came_to(CURLcode done, long answer, long sent_bytes, bool matches) {
    if (done != CURLE_OK) return sent_bytes > 0 ? delivery::unknown : delivery::unreachable;
    if (answer >= 200 && answer < 300) return matches ? delivery::accepted : delivery::refused;
    if (answer == 408 || answer == 429 || answer == 503) return delivery::put_off;
    return answer >= 500 ? delivery::unknown : delivery::refused;
}

} // namespace

struct transfer::state {
    CURL* line;
    const std::atomic<bool>& hurry;

    explicit state(const std::atomic<bool>& h) : line{curl_easy_init()}, hurry{h} {
        if (!line) throw std::runtime_error{"libcurl cannot be used"};
    }
    state(const state&) = delete;
    ~state() { curl_easy_cleanup(line); }

    /// What both protocols share. Names of hosts, certificates and time limits are libcurl's; TLS is verified by default.
    void prepare(exchange& x, const std::string& ca_file, char* why) {
        curl_easy_reset(line); // keeps the connection
        x.hurry = &hurry;
        curl_easy_setopt(line, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(line, CURLOPT_ERRORBUFFER, why);
        curl_easy_setopt(line, CURLOPT_CONNECTTIMEOUT, 20L);
        curl_easy_setopt(line, CURLOPT_READFUNCTION, give);
        curl_easy_setopt(line, CURLOPT_READDATA, &x);
        curl_easy_setopt(line, CURLOPT_XFERINFOFUNCTION, go_on);
        curl_easy_setopt(line, CURLOPT_XFERINFODATA, &x);
        curl_easy_setopt(line, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(line, CURLOPT_WRITEFUNCTION, take_body);
        curl_easy_setopt(line, CURLOPT_WRITEDATA, &x);
        if (!ca_file.empty()) curl_easy_setopt(line, CURLOPT_CAINFO, ca_file.c_str());
    }
    long answer_code() const {
        long code = 0;
        curl_easy_getinfo(line, CURLINFO_RESPONSE_CODE, &code);
        return code;
    }
};

transfer::transfer(const std::atomic<bool>& hurry) {
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK; // once, whoever comes first
    if (!ready) throw std::runtime_error{"libcurl cannot be used"};
    state_ = std::make_unique<state>(hurry);
}
transfer::~transfer() = default;

attempt transfer::send_mail(const mail_settings& how, const std::string& to, const std::string& mail) {
    exchange x;
    x.rest = mail;
    char why[CURL_ERROR_SIZE] = "";
    state_->prepare(x, how.ca_file, why);
    auto* line = state_->line;
    list recipients;
    recipients.add("<" + to + ">");
    const auto from = "<" + how.from.address + ">";
    curl_easy_setopt(line, CURLOPT_URL, how.url.c_str());
    curl_easy_setopt(line, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(line, CURLOPT_USE_SSL, how.starttls ? long{CURLUSESSL_ALL} : long{CURLUSESSL_NONE});
    if (!how.user.empty()) {
        curl_easy_setopt(line, CURLOPT_USERNAME, how.user.c_str());
        curl_easy_setopt(line, CURLOPT_PASSWORD, how.password.c_str());
    }
    curl_easy_setopt(line, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(line, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(line, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(line, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.size()));
    curl_easy_setopt(line, CURLOPT_HEADERFUNCTION, take_line);
    curl_easy_setopt(line, CURLOPT_HEADERDATA, &x);
    // A server may take ten minutes over the final dot (RFC 5321, 4.5.3.2.6), and cutting that short leaves us in doubt.
    curl_easy_setopt(line, CURLOPT_SERVER_RESPONSE_TIMEOUT, 600L);
    curl_easy_setopt(line, CURLOPT_TIMEOUT, 900L);
    const auto done = curl_easy_perform(line);
    attempt out{mail_came_to(done, state_->answer_code(), x.all_handed), {}};
    if (out.came_to == delivery::accepted) return out;
    const bool answered = state_->answer_code() >= 400 && !x.refusal.empty();
    out.said = for_log(answered ? x.refusal
                       : *why   ? why
                                : curl_easy_strerror(done),
                       to, domain::masked_email(to));
    return out;
}

attempt transfer::send_sms(const sms_settings& how, const std::string& phone, wire::hook_values values) {
    values.emplace_back("phone", phone);
    values.emplace_back("secret", how.secret);
    const auto body = wire::fill_hook(how.body, values, wire::escaping_of(how.content_type));
    const auto url = wire::fill_hook(how.url, values, wire::escaping::form);
    exchange x;
    x.rest = body;
    char why[CURL_ERROR_SIZE] = "";
    state_->prepare(x, how.ca_file, why);
    auto* line = state_->line;
    list headers;
    for (const auto& h : how.headers) headers.add(wire::fill_hook(h, values, wire::escaping::field));
    headers.add("Content-Type: " + how.content_type);
    headers.add("Expect:");
    curl_easy_setopt(line, CURLOPT_URL, url.c_str());
    curl_easy_setopt(line, CURLOPT_PROTOCOLS_STR, "http,https");
    // On a connection that was kept libcurl sends a request a second time by itself when the first got no answer.
    curl_easy_setopt(line, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(line, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(line, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    curl_easy_setopt(line, CURLOPT_HTTPHEADER, headers.get());
    if (how.method != "GET") {
        curl_easy_setopt(line, CURLOPT_POST, 1L);
        curl_easy_setopt(line, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        curl_easy_setopt(line, CURLOPT_CUSTOMREQUEST, how.method.c_str());
    }
    curl_easy_setopt(line, CURLOPT_TIMEOUT, 60L);
    const auto done = curl_easy_perform(line);
    long sent_bytes = 0;
    curl_easy_getinfo(line, CURLINFO_REQUEST_SIZE, &sent_bytes);
    const bool matches = how.success.empty() || std::regex_search(x.body, std::regex{how.success});
    const auto answer = state_->answer_code();
    attempt out{sms_came_to(done, answer, sent_bytes, matches), {}};
    if (out.came_to == delivery::accepted) return out;
    const auto said = done == CURLE_OK ? "HTTP " + std::to_string(answer) + " " + x.body
                                       : std::string{*why ? why : curl_easy_strerror(done)};
    out.said =
        for_log(said, phone,
                domain::masked_phone(phone.substr(phone.size() - std::min<std::size_t>(4, phone.size()))));
    return out;
}

} // namespace jiangtang::app
