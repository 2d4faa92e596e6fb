// Puts the program together: source, encoder, publishers; runs until told to stop.
#pragma once

#include "media/options.hpp"

#include <atomic>

namespace jiangtang::media {

// Exit codes of the program.
enum exit_code : int { exit_clean = 0, exit_failed = 1, exit_usage = 2, exit_missing = 3, exit_refused = 4 };

// Calls gst_init, checks the elements, and publishes until `stop` is set. Gives the exit code; says on the
// log what went wrong.
int run(const options& with, std::atomic<bool>& stop);

} // namespace jiangtang::media
