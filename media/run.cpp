#include "media/run.hpp"

#include "media/elements.hpp"
#include "media/input.hpp"
#include "media/lecture.hpp"
#include "media/program.hpp"
#include "media/uplink.hpp"

#include <spdlog/spdlog.h>

#include <gst/gst.h>

namespace jiangtang::media {

using namespace std::chrono_literals;

namespace {

constexpr auto farewell_limit = 500ms;

std::unique_ptr<source> make_source(const source_uri& uri) {
    if (uri.kind == source_kind::lecture) return std::make_unique<lecture>(uri.strip);
    return std::make_unique<input>(uri);
}

program::track_sink sink_of(publisher& to) {
    return {[&to](std::string init) { to.open(std::move(init)); },
            [&to](packet next) { to.push(std::move(next)); }};
}

// One time line: from its first frame until the stop, or until it has to begin anew.
program::ending publish(const options& with, source& from, std::atomic<bool>& stop,
                        std::atomic<bool>& refused) {
    uplink up([&] {
        refused = true;
        stop = true;
    });
    auto& video = up.add({with.push, with.key, "video", "video/mp4"});
    auto& audio = up.add({with.push, with.key, "audio", "audio/mp4"});
    program output({{with.bitrate}, with.theme}, from, sink_of(video), sink_of(audio));
    up.start();
    const auto end = output.run(stop);
    up.finish(farewell_limit);
    return end;
}

} // namespace

int run(const options& with, std::atomic<bool>& stop) {
    gst_init(nullptr, nullptr);
    if (const auto missing = missing_element(elements_for(with.source.kind), registry_has);
        !missing.empty()) {
        spdlog::error("{}", missing);
        return exit_missing;
    }
    spdlog::info("source {}, {} kbit/s", with.source.safe(), with.bitrate);
    const auto from = make_source(with.source);
    std::atomic<bool> refused{false};
    while (!stop) {
        switch (publish(with, *from, stop, refused)) {
        case program::ending::late: spdlog::warn("fell behind by seconds; beginning a new time line"); break;
        case program::ending::failed: spdlog::error("the encoder failed"); return exit_failed;
        case program::ending::stopped: break;
        }
    }
    spdlog::info("ended");
    return refused ? exit_refused : exit_clean;
}

} // namespace jiangtang::media
