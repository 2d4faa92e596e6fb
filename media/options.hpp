// The command line of jiangtang-media. Pure: reads its arguments and nothing else.
#pragma once

#include "intake/rule.hpp"
#include "media/ladder.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace jiangtang::media {

using intake::source_kind;
using intake::source_uri;

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
    std::string theme; // the event's theme for the slate; may be empty
    std::vector<rung> ladder = parse_ladder(default_ladder).value();
    int pass_up_to = 6000; // kbit/s of a source whose picture is passed on; 0: all are encoded here
    std::optional<intake::allowance> guarded; // set when the source is an organizer's choice
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

std::string_view help_text();

} // namespace jiangtang::media
