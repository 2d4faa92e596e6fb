#include "media/options.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace jiangtang::media {
namespace {

bool is_port(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && value > 0 && value < 65536;
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// Values of the options that take one, in the order of the table in help_text().
struct raw_values {
    std::string source, push, key, theme, ladder, pass, guarded;

    std::string* find(std::string_view name) {
        if (name == "--source") return &source;
        if (name == "--push") return &push;
        if (name == "--key") return &key;
        if (name == "--theme") return &theme;
        if (name == "--pass") return &pass;
        if (name == "--guarded") return &guarded;
        return name == "--ladder" ? &ladder : nullptr;
    }
};

parsed_options check(const raw_values& raw) {
    if (raw.source.empty())
        return bad_options{"--source is missing: say where picture and sound come from, for example test:."};
    if (raw.push.empty())
        return bad_options{
            "--push is missing: say where to publish, for example http://127.0.0.1:8080/ingest/2020-3."};
    if (raw.key.empty())
        return bad_options{"--key is missing: `jiangtang ingest-key` prints the event's key."};
    if (has_control(raw.key) || has_control(raw.push) || raw.push.find(' ') != std::string::npos)
        return bad_options{"--key and --push must not hold spaces in the address or control characters."};
    options all;
    auto source = intake::parse_source(raw.source);
    if (auto* bad = std::get_if<intake::fault>(&source)) return bad_options{std::move(bad->en)};
    all.source = std::get<source_uri>(std::move(source));
    const auto push = parse_push(raw.push);
    if (!push)
        return bad_options{"--push \"" + raw.push +
                           "\" is not an address of the form http://HOST:PORT/ingest/SLUG."};
    all.push = *push;
    all.key = raw.key;
    all.theme = raw.theme;
    if (!raw.ladder.empty()) {
        auto ladder = parse_ladder(raw.ladder);
        if (!ladder)
            return bad_options{"--ladder " + std::string(ladder_rule) + "; not \"" + raw.ladder + "\"."};
        all.ladder = std::move(*ladder);
    }
    if (!raw.pass.empty()) {
        const auto [end, error] =
            std::from_chars(raw.pass.data(), raw.pass.data() + raw.pass.size(), all.pass_up_to);
        if (error != std::errc{} || end != raw.pass.data() + raw.pass.size() || all.pass_up_to < 0 ||
            all.pass_up_to > 20000)
            return bad_options{"--pass must be a number of kbit/s from 0 to 20000; not \"" + raw.pass +
                               "\"."};
    }
    if (!raw.guarded.empty()) {
        all.guarded = intake::parse_allowance(raw.guarded);
        if (!all.guarded)
            return bad_options{"--guarded \"" + raw.guarded +
                               "\" is not of the form ports=9000-9009[,inside][,files=DIR]."};
    }
    return all;
}

} // namespace

std::optional<push_target> parse_push(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme)) return std::nullopt;
    url.remove_prefix(scheme.size());
    const auto slash = url.find('/');
    if (slash == std::string_view::npos || slash == 0) return std::nullopt;
    push_target to;
    auto authority = url.substr(0, slash);
    auto path = url.substr(slash);
    while (path.ends_with('/')) path.remove_suffix(1);
    if (path.empty() || path.find_first_of("?#") != std::string_view::npos) return std::nullopt;
    to.path = path;
    const auto bracket = authority.starts_with('[') ? authority.find(']') : std::string_view::npos;
    const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) {
        to.port = authority.substr(colon + 1);
        if (!is_port(to.port)) return std::nullopt;
        authority = authority.substr(0, colon);
    }
    if (bracket != std::string_view::npos) authority = authority.substr(1, bracket - 1);
    if (authority.empty() || authority.find('@') != std::string_view::npos) return std::nullopt;
    to.host = authority;
    return to;
}

parsed_options parse_options(std::span<const char* const> arguments,
                             const std::function<std::string(const char*)>& environment) {
    raw_values raw;
    raw.key = environment("JIANGTANG_INGEST_KEY");
    raw.source = environment("JIANGTANG_SOURCE");
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view argument = arguments[i];
        if (argument == "--help" || argument == "-h") return help_wanted{};
        if (argument == "--version") return version_wanted{};
        const auto equals = argument.starts_with("--") ? argument.find('=') : std::string_view::npos;
        const auto name = argument.substr(0, equals);
        auto* value = raw.find(name);
        if (!value)
            return bad_options{"The argument \"" + std::string(name) +
                               "\" is not known; --help lists what is."};
        if (equals != std::string_view::npos) *value = argument.substr(equals + 1);
        else if (i + 1 < arguments.size()) *value = arguments[++i];
        else return bad_options{"The argument " + std::string(name) + " needs a value."};
    }
    return check(raw);
}

std::string_view help_text() {
    return R"(jiangtang-media takes a live source, encodes it and publishes it to a Jiangtang server as CMAF.

usage: jiangtang-media --source URI --push http://HOST:PORT/ingest/SLUG --key KEY

  --source URI     srt://HOST:PORT?mode=listener[&passphrase=...&pbkeylen=16&latency=120]
                   rtmp://...  rtsp://...  https://...
                   a file's path, played in real time, again and again; file:PATH?once=1 plays it once
                   test:           a lecture the program makes itself
                   test:?strip=1   the same with the capture time as a strip of blocks
                   or set JIANGTANG_SOURCE: an argument can be read by everybody on the machine
  --push URL       where to publish; the tracks are POSTed to URL/video, URL/video-480, ... and URL/audio
  --key KEY        the event's ingest key; or set JIANGTANG_INGEST_KEY
  --theme TEXT     the event's theme, shown on the slate while the source is away
  --ladder LIST    the pictures from the largest down, each HEIGHT:KBITS with 720, 540, 480, 360 or 240 lines
                   and 100 to 20000 kbit/s (default 720:2000,480:900,360:450); the first is track video
  --pass KBITS     a source's picture of up to so many kbit/s goes to the viewers as it came, as track video, when a
                   browser can play it and a whole number of its groups of pictures is two seconds: H.264 without
                   B pictures, 30 frames a second or as many as 60 (default 6000; 0: never)
  --guarded RULE   holds a source that an organizer chose to the operator's rule: public hosts, SRT on the
                   rule's ports, and what it allows besides: ports=9000-9009[,inside][,files=DIR]
  --help, --version

The stream never stops while the program runs: a source that goes away is replaced by a slate within two
seconds, and taken again when it comes back. TLS is checked against the system's authorities, or those in the
file that SSL_CERT_FILE names. SIGTERM or SIGINT ends it cleanly.
exit codes: 0 ended as asked, 1 failed, 2 bad arguments, 3 a GStreamer element is missing,
            4 the server refused this publisher (its answer is in the log)
)";
}

} // namespace jiangtang::media
