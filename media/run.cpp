#include "media/run.hpp"

#include "media/elements.hpp"
#include "media/guard.hpp"
#include "media/input.hpp"
#include "media/lecture.hpp"
#include "media/program.hpp"
#include "media/reporter.hpp"
#include "media/signal_text.hpp"
#include "media/trust.hpp"
#include "media/uplink.hpp"
#include "media/watched.hpp"

#include <spdlog/spdlog.h>

#include <gst/gst.h>

#include <cstdlib>

namespace jiangtang::media {

using namespace std::chrono_literals;

namespace {

constexpr auto farewell_limit = 500ms;

std::unique_ptr<source> make_source(const options& with) {
    if (with.source.kind == source_kind::lecture) return std::make_unique<lecture>(with.source.strip);
    // What is smaller than the second rung would stand in the wrong place as the first.
    const int smallest = with.ladder.size() > 1 ? with.ladder[1].height + 1 : 0;
    return std::make_unique<input>(with.source, with.guarded,
                                   passage::limits{.bitrate = with.pass_up_to, .min_height = smallest});
}

outlet outlet_of(publisher& to) {
    return {[&to](std::string init) { to.open(std::move(init)); },
            [&to](packet next) { to.push(std::move(next)); }, [&to] { to.close(); }};
}

// One time line: from its first frame until the stop, or until it has to begin anew. `reports` are the last one's, then
// this one's.
program::ending publish(const options& with, watched& from, std::vector<rendition_report>& reports,
                        std::atomic<bool>& stop, std::atomic<bool>& refused) {
    uplink up([&] {
        refused = true;
        stop = true;
    });
    const auto to = [&](const std::string& track) {
        return outlet_of(up.add({with.push, with.key, track, track == "audio" ? "audio/mp4" : "video/mp4"}));
    };
    program output({.ladder = with.ladder, .theme = with.theme, .before = reports}, from, to);
    up.start();
    const reporter tell({with.push, with.key}, [&] {
        return signal_text(with.source.kind, from.seen(), from.facts(), output.renditions());
    });
    const auto end = output.run(stop);
    up.finish(farewell_limit);
    reports = output.renditions();
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
    spdlog::info("source {}", with.source.safe());
    for (const auto& one : with.ladder)
        spdlog::info("{}: {} x {}, {} kbit/s", one.track, one.width, one.height, one.bitrate);
    if (const auto* file = std::getenv("SSL_CERT_FILE"); file && *file) trust_only(file);
    std::optional<guard> held;
    if (with.guarded && with.source.kind != source_kind::lecture)
        held.emplace(*with.guarded, with.source.kind);
    const auto made = make_source(with);
    watched from(*made);
    std::atomic<bool> refused{false};
    std::vector<rendition_report> reports;
    while (!stop) {
        switch (publish(with, from, reports, stop, refused)) {
        case program::ending::late: spdlog::warn("fell behind by seconds; beginning a new time line"); break;
        case program::ending::failed: spdlog::error("the encoder failed"); return exit_failed;
        case program::ending::stopped: break;
        }
    }
    spdlog::info("ended");
    return refused ? exit_refused : exit_clean;
}

} // namespace jiangtang::media
