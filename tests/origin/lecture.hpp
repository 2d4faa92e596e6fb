// A stream with a clock of its own and encoders that feed it, for the tests of the whole origin.
#pragma once

#include "origin/fragment_writer.hpp"
#include "origin/stream.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace lecture {

using jiangtang::origin::answer;
using status = jiangtang::origin::answer::status;

inline constexpr std::int64_t two_o_clock = 1'600'754'400'000; // 2020-09-22T06:00:00Z, in ms

struct hall {
    explicit hall(jiangtang::origin::settings s = {}) : live(s, [this] { return now_ms; }) {}

    // The text of a playlist, or "" when it is not answered ok.
    std::string text(std::string_view path, std::string_view query = "");
    status ask(std::string_view path, std::string_view query = "");
    std::string index() { return text("index.m3u8"); }

    std::int64_t now_ms = two_o_clock;
    jiangtang::origin::stream live;
};

// One publisher of one track. Parts last a third of a second; every sixth begins with a key frame.
class encoder {
public:
    // Media time begins at `epoch_ms`: UTC by default. Sends ftyp and moov at once.
    encoder(hall& h, std::string_view track, bool video, std::int64_t epoch_ms = two_o_clock);

    // Sends the next part; the hall's clock is put to its end when it is behind that.
    std::error_code part();
    // The same with a key frame or without one, whatever its turn.
    std::error_code part(bool key);
    void parts(int n);
    void skip(int n) { next_ += n; }
    void end() { in->end(); }

    std::unique_ptr<jiangtang::origin::ingest> in;

private:
    hall& hall_;
    bool video_;
    std::int64_t arrival_base_ms_;
    std::uint64_t base_ticks_;
    std::int64_t next_ = 0;
};

// How often `what` stands in `text`.
int count(const std::string& text, std::string_view what);
// The rest of the first line that begins with `tag`, or "" .
std::string value(const std::string& text, std::string_view tag);

} // namespace lecture
