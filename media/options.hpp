// The command line of jiangtang-media. Pure: reads its arguments and nothing else.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace jiangtang::media {

// What a source URI names; decides which elements are needed and how the input is built.
enum class source_kind { lecture, srt, rtmp, rtsp, http, file };

struct source_uri {
    source_kind kind = source_kind::lecture;
    std::string text;   // the URI, or a path for a file
    bool strip = false; // test:?strip=1

    // For log lines: without the query, which may hold a passphrase, and without user:password@.
    std::string safe() const;
};

// Where to push: http://HOST[:PORT]/PATH, without a trailing slash.
struct push_target {
    std::string host;
    std::string port = "80";
    std::string path;
};

struct options {
    source_uri source;
    push_target push;
    std::string key;
    std::string theme;  // the event's theme for the slate; may be empty
    int bitrate = 2000; // video, kbit/s
};

// Why a command line was not taken: one sentence.
struct bad_options {
    std::string message;
};

struct help_wanted {};
struct version_wanted {};

using parsed_options = std::variant<options, bad_options, help_wanted, version_wanted>;

// Reads the arguments after the program's name. `environment` looks a variable up (empty when not set): the
// key may come from JIANGTANG_INGEST_KEY, so that it does not show in the list of processes.
parsed_options parse_options(std::span<const char* const> arguments,
                             const std::function<std::string(const char*)>& environment);

std::optional<push_target> parse_push(std::string_view url);
std::variant<source_uri, bad_options> parse_source(std::string_view text);

std::string_view help_text();

} // namespace jiangtang::media
