#include "config.hpp"

#include "address.hpp"

#include <boost/asio/ip/address.hpp>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <sstream>
#include <variant>

namespace jiangtang {
namespace {

using field = std::variant<std::string config::*, std::filesystem::path config::*, bool config::*,
                           std::int64_t config::*, std::vector<std::string> config::*>;

struct key {
    std::string_view name; // "mail.url" is url in the table [mail]
    field to;
    std::string_view comment;
    std::int64_t least = 0, most = 0; // of a number
};

const key keys[] = {
    {"listen", &config::listen, "Address and port. Port 0 takes a free one."},
    {"tls_listen", &config::tls_listen,
     "Address and port of HTTPS (TLS 1.2 and 1.3), as in 0.0.0.0:8443; empty: none."},
    {"tls_certificate", &config::tls_certificate,
     "PEM file of the certificate and those above it, read again when it changes; empty: one is made in the data folder "
     "for this machine's names and addresses, and the page /trust shows how to accept it."},
    {"tls_key", &config::tls_key, "PEM file of its key, without passphrase, read again when it changes."},
    {"redirect", &config::redirect,
     "With HTTPS: send there who comes without it from another machine, but for /healthz, /readyz, /ingest/ and /trust."},
    {"data", &config::data,
     "Folder of the database and the secret. jiangtang backup --data DIR FILE copies both, to FILE and FILE.secret."},
    {"web", &config::web, "Folder of the pages; empty: share/jiangtang/web beside the program's bin folder."},
    {"public_url", &config::public_url,
     "How people reach the server through a proxy, as in https://hall.example.cn; empty: by its own address."},
    {"behind_proxy", &config::behind_proxy,
     "Take the client's address from X-Forwarded-For of a proxy on this machine."},
    {"max_connections", &config::max_connections,
     "Connections at most; 0: what the limit of open files allows.", 0, 10'000'000},
    {"metrics_token", &config::metrics_token,
     "Who shows this token may read /metrics from elsewhere; empty: this machine only."},
    {"readers", &config::readers, "Threads that read the database.", 1, 64},
    {"max_questions", &config::max_questions, "Open questions of one event at most.", 1, 100'000},
    {"retention_days", &config::retention_days,
     "Days after an event's end until the names and phones of its people are erased, while its figures stay; 0: never.",
     0, 36'500},
    {"segment_ms", &config::segment_ms, "Length of a media segment, milliseconds.", 500, 10'000},
    {"part_ms", &config::part_ms, "Length of a part of a segment, milliseconds.", 100, 2000},
    {"window_s", &config::window_s, "Seconds of the stream that are kept in memory for players.", 10, 3600},
    {"recordings", &config::recordings,
     "Folder of the recordings, one for each event; empty: recordings in the data folder."},
    {"recording_keep_free_mb", &config::recording_keep_free_mb,
     "Megabytes that a recording leaves free on its disk; with less it pauses, and the stream goes on.", 0,
     100'000'000},
    {"ladder", &config::ladder,
     "The pictures that are made of a source, from the largest down: HEIGHT:KBITS with 720, 540, 480, 360 or 240 lines "
     "and 100 to 20000 kbit/s."},
    {"pass_through", &config::pass_through,
     "A source of up to so many kbit/s is passed on as it came where browsers can play it, as the largest picture; 0: "
     "every picture is made here.",
     0, 20'000},
    {"source_ports", &config::source_ports,
     "UDP ports on which an organizer may await an encoder's SRT push, as in 9000-9009."},
    {"source_private", &config::source_private,
     "Organizers may take the picture from addresses of this machine and its network too: cameras, nginx with RTMP."},
    {"source_files", &config::source_files, "Folder of files that organizers may play; empty: none."},
    {"log_level", &config::log_level, "trace, debug, info, warn, error."},
    {"mail.url", &config::mail_url,
     "The mail server that guests' tickets and reminders go through, as in smtps://smtp.example.cn or "
     "smtp://smtp.example.cn:587; empty: no mail. Messages hold links, so public_url must be set."},
    {"mail.from", &config::mail_from, "Who they come from, as in 质量大讲堂 <noreply@example.cn>."},
    {"mail.user", &config::mail_user, "Account at the mail server; empty: none is needed."},
    {"mail.password", &config::mail_password, "Its password, or better the file that holds it alone:"},
    {"mail.password_file", &config::mail_password_file, ""},
    {"mail.starttls", &config::mail_starttls,
     "With smtp:// go on only over TLS (STARTTLS). false is for a relay on this machine."},
    {"mail.ca_file", &config::mail_ca_file,
     "Authorities (PEM) that its certificate is checked against; empty: the system's."},
    {"mail.connections", &config::mail_connections, "Connections to it at once.", 1, 16},
    {"mail.retry_s", &config::mail_retry_s,
     "Seconds until what it put off is tried again; each further pause is twice as long, up to half an hour.",
     1, 1800},
    {"sms.url", &config::sms_url,
     "An SMS vendor's address of the web (or a gateway of one's own that signs for the vendor); empty: no SMS. With it tickets "
     "go to the phone alone, not to the page. In url, headers and body stand {phone}, {text}, {id} (the same for every attempt), {secret}, and for templates at the vendor {kind}, "
     "{language}, {name}, {event}, {time}, {place}, {seat}, {position}, {code}, {url}. Each is escaped for where it stands."},
    {"sms.method", &config::sms_method, "POST, PUT or GET."},
    {"sms.headers", &config::sms_headers,
     "As in [\"Authorization: Bearer {secret}\", \"Idempotency-Key: {id}\"]. The second lets a vendor drop a repetition."},
    {"sms.content_type", &config::sms_content_type,
     "Of the body: application/json, application/x-www-form-urlencoded or an XML type."},
    {"sms.body", &config::sms_body, ""},
    {"sms.success", &config::sms_success,
     "A regular expression that the answer's body matches when the vendor took it; empty: any 2xx says so."},
    {"sms.secret", &config::sms_secret, "What {secret} stands for, or better the file that holds it alone:"},
    {"sms.secret_file", &config::sms_secret_file, ""},
    {"sms.ca_file", &config::sms_ca_file, "As for mail."},
    {"sms.connections", &config::sms_connections, "As for mail.", 1, 16},
    {"sms.retry_s", &config::sms_retry_s, "As for mail.", 1, 1800},
};

/// A string of TOML; one that has quotes itself as a literal one.
std::string in_quotes(std::string_view text) {
    const auto* mark = text.find('"') == text.npos ? "\"" : "'";
    return mark + std::string{text} + mark;
}

std::string in_quotes(const std::vector<std::string>& texts) {
    std::string out;
    for (const auto& t : texts) out += (out.empty() ? "" : ", ") + in_quotes(t);
    return "[" + out + "]";
}

/// A whole number and nothing else; -1 when it is not that.
std::int64_t whole_number(std::string_view digits) {
    std::int64_t value = 0;
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return ec == std::errc{} && end == digits.data() + digits.size() ? value : -1;
}

/// What jiangtang-media takes with --ladder: asked here too, so that a mistake is told at the start, not at 开始直播.
bool is_ladder(std::string_view text) {
    constexpr std::int64_t heights[] = {720, 540, 480, 360, 240};
    const auto* next = std::begin(heights); // each at most once, the largest first
    for (;;) {
        const auto one = text.substr(0, text.find(','));
        const auto colon = std::min(one.find(':'), one.size());
        const auto rate = whole_number(one.substr(std::min(colon + 1, one.size())));
        next = std::find(next, std::end(heights), whole_number(one.substr(0, colon)));
        if (next == std::end(heights) || rate < 100 || rate > 20'000) return false;
        ++next;
        if (one.size() == text.size()) return true;
        text.remove_prefix(one.size() + 1);
    }
}

std::string value_of(const config& c, const field& f) {
    return std::visit(
        [&](auto member) -> std::string {
            const auto& v = c.*member;
            using T = std::decay_t<decltype(v)>;
            if constexpr (std::is_same_v<T, bool>) return v ? "true" : "false";
            else if constexpr (std::is_same_v<T, std::int64_t>) return std::to_string(v);
            else if constexpr (std::is_same_v<T, std::filesystem::path>) return in_quotes(v.string());
            else return in_quotes(v);
        },
        f);
}

/// What a node holds, if it is of that type.
template <class T>
std::optional<T> value_in(const toml::node& node) {
    if constexpr (std::is_same_v<T, std::vector<std::string>>) {
        const auto* array = node.as_array();
        if (!array) return std::nullopt;
        T all;
        for (const auto& one : *array) {
            auto text = one.value_exact<std::string>();
            if (!text) return std::nullopt;
            all.push_back(std::move(*text));
        }
        return all;
    } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
        return node.value_exact<std::string>();
    } else {
        return node.value_exact<T>();
    }
}

void set(config& c, const key& k, const toml::node& node) {
    std::visit(
        [&](auto member) {
            auto& v = c.*member;
            using T = std::decay_t<decltype(v)>;
            auto value = value_in<T>(node);
            if (!value)
                throw usage_error{"the value of " + std::string{k.name} +
                                  " in the configuration has the wrong type"};
            if constexpr (std::is_same_v<T, std::int64_t>)
                if (*value < k.least || *value > k.most)
                    throw usage_error{"the value of " + std::string{k.name} +
                                      " in the configuration must be from " + std::to_string(k.least) +
                                      " to " + std::to_string(k.most)};
            v = std::move(*value);
        },
        k.to);
}

/// The keys of a table, and those of the tables in it: "url" in [mail] is "mail.url".
void set_all(config& c, const toml::table& table, const std::string& before) {
    for (const auto& [name, node] : table) {
        const auto whole = before + std::string{name.str()};
        if (const auto* inner = node.as_table(); inner && before.empty()) {
            set_all(c, *inner, whole + ".");
            continue;
        }
        const auto* k = std::ranges::find(keys, whole, &key::name);
        if (k == std::end(keys))
            throw usage_error{"the configuration has no key " + whole +
                              "; the keys are listed by: jiangtang config"};
        set(c, *k, node);
    }
}

/// The first line of a secret's own file.
void read_secret(const std::string& file, std::string& into, std::string_view key_name) {
    if (file.empty()) return;
    std::ifstream in{file};
    if (!std::getline(in, into))
        throw usage_error{"cannot read the file of " + std::string{key_name} + " in the configuration, " +
                          file};
}

} // namespace

void read_config(const std::filesystem::path& file, config& c) {
    toml::table table;
    try {
        table = toml::parse_file(file.string());
    } catch (const toml::parse_error& e) {
        std::ostringstream where;
        where << "cannot read the configuration " << file.string() << ": " << e.description() << " (line "
              << e.source().begin.line << ")";
        throw usage_error{where.str()};
    }
    set_all(c, table, "");
    c.public_url = without_slash(std::move(c.public_url));
    read_secret(c.mail_password_file, c.mail_password, "mail.password_file");
    read_secret(c.sms_secret_file, c.sms_secret, "sms.secret_file");
    constexpr std::string_view levels[] = {"trace", "debug", "info", "warn", "error"};
    if (std::ranges::find(levels, c.log_level) == std::end(levels))
        throw usage_error{"log_level in the configuration must be trace, debug, info, warn or error"};
    if (c.tls_certificate.empty() != c.tls_key.empty())
        throw usage_error{
            "tls_certificate and tls_key in the configuration belong together: give both or neither"};
    if (!is_ladder(c.ladder))
        throw usage_error{
            "ladder in the configuration must be HEIGHT:KBITS from the largest picture down, as in "
            "720:2000,480:900,360:450; heights are 720, 540, 480, 360 and 240, rates 100 to 20000"};
}

std::string example_config() {
    std::string out =
        "# The configuration of Jiangtang: every key with its default. Give the file with: jiangtang serve "
        "--config FILE\n# Flags win over the file.\n";
    std::string_view table;
    for (const auto& k : keys) {
        const auto dot = k.name.find('.');
        const auto in = k.name.substr(0, dot == k.name.npos ? 0 : dot);
        if (in != table) out += "\n[" + std::string{table = in} + "]";
        if (!k.comment.empty()) out += "\n# " + std::string{k.comment};
        const auto name = k.name.substr(in.empty() ? 0 : dot + 1);
        out += (k.comment.empty() ? "" : "\n") + std::string{name} + " = " + value_of(config{}, k.to) + "\n";
    }
    return out;
}

std::pair<std::string, std::uint16_t> split_address(const std::string& listen) {
    auto colon = listen.rfind(':');
    std::uint16_t port = 0;
    bool ok = colon != std::string::npos && colon > 0;
    if (ok) {
        auto [end, ec] = std::from_chars(listen.data() + colon + 1, listen.data() + listen.size(), port);
        ok = ec == std::errc{} && end == listen.data() + listen.size();
    }
    if (!ok) throw usage_error{"the address to listen on must be HOST:PORT, as in 127.0.0.1:8080"};
    auto host = listen.substr(0, colon);
    if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    boost::system::error_code no_address;
    boost::asio::ip::make_address(host, no_address);
    if (no_address)
        throw usage_error{host +
                          " is a name; listening needs an address of this machine, as in 127.0.0.1:8080, or "
                          "0.0.0.0:8080 for all of them"};
    return {host, port};
}

} // namespace jiangtang
