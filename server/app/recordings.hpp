// Where the recordings lie: a folder for each event, in it one for each time it was on air, named by when that began.
// Reads and writes the disk: not for an io thread.
#pragma once

#include "base/clock.hpp"
#include "origin/recording.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace jiangtang::app {

class recordings {
public:
    recordings(std::filesystem::path folder, origin::recording_settings how, clock_fn clock)
        : folder_{std::move(folder)}, how_{how}, now_{std::move(clock)} {}

    /// The recording to go on with: after a restart of the program (`restarted`) the last one, else the last one when it
    /// ended less than an hour ago: an end that was pressed too early tears nothing. A new one when there is no such.
    std::shared_ptr<origin::recording> go_on(const std::string& event, bool restarted) const;
    /// A new one. Both are null, with a line in the log, when the disk gives none.
    std::shared_ptr<origin::recording> begin(const std::string& event) const;

    /// The last one that has anything in it, to be played; null when there is none.
    std::shared_ptr<const origin::recording> last(const std::string& event) const;

private:
    std::filesystem::path folder_of(const std::string& event) const;

    std::filesystem::path folder_;
    origin::recording_settings how_;
    clock_fn now_;
};

} // namespace jiangtang::app
