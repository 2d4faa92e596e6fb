// What the address of a source says. Pure: nothing is looked up or opened. Both programs read addresses by it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace jiangtang::intake {

// What an address names; decides how it is read.
enum class source_kind { lecture, srt, rtmp, rtsp, http, file };

// Why an address was not taken: one sentence in each language.
struct fault {
    std::string zh, en;
    bool of_secret = false; // it is the passphrase that is wrong
};

struct source_uri {
    source_kind kind = source_kind::lecture;
    std::string text;   // the URI as it was written; a file's path
    bool strip = false; // test:?strip=1
    bool once = false;  // file:PATH?once=1: not again and again

    // The parts of a URI with "://"; empty for the others. Nothing is decoded.
    std::string scheme, user, password;
    std::string host; // without the brackets of an IPv6 address
    std::string port; // empty when left out
    std::string path; // with its slash
    std::string query;

    // For log lines: without the query, which may hold a passphrase, and without user:password@.
    std::string safe() const;

    // An SRT source that waits for its encoder, rather than calling it.
    bool listens() const;

    // The query as names and decoded values, in their order.
    std::vector<std::pair<std::string, std::string>> options() const;
};

// Reads test:[?strip=1], file:PATH[?once=1], the URIs of the kinds above, and takes what has no scheme for a path.
std::variant<source_uri, fault> parse_source(std::string_view text);

// The parts of a network source put together again.
std::string joined(const source_uri&);

// What must not be shown again: an SRT source's passphrase, another's password. Empty when there is none.
std::string secret_of(const source_uri&);

// The same source with this secret, or with none when it is empty. Of no effect on a file or the lecture.
source_uri with_secret(source_uri, std::string_view secret);

} // namespace jiangtang::intake
