// The replay of an event that is over.
#pragma once

#include "app/hall.hpp"

namespace jiangtang::app {

using recording_ptr = std::shared_ptr<const origin::recording>;

/// The recording. Problems: unknown_event; wrong_state before the end; no_recording; busy while it is being finished.
asio::awaitable<result<recording_ptr>> find_replay(hall&, std::string slug);

/// What it offers, as JSON; {"ready":false} while it is being finished. Problems as above but busy.
asio::awaitable<result<std::string>> describe_replay(hall&, std::string slug);

using download_ptr = std::shared_ptr<const origin::recorded_mp4>;

/// The recording as one MP4, and the name that the file should have without its ending. Problems as find_replay's.
struct download {
    download_ptr file;
    std::string name;
    unix_ms starts_at = 0;
};
asio::awaitable<result<download>> find_download(hall&, std::string slug);

} // namespace jiangtang::app
