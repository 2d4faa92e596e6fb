// The program jiangtang-media: reads its arguments, waits for SIGTERM, runs.
#include "media/options.hpp"
#include "media/run.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#ifndef JIANGTANG_VERSION
#define JIANGTANG_VERSION "unversioned"
#endif

namespace {

std::atomic<bool> stop{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set from a signal handler");

std::string environment(const char* name) {
    const auto* value = std::getenv(name);
    return value ? value : "";
}

} // namespace

int main(int argc, char** argv) {
    using namespace jiangtang::media;
    spdlog::set_default_logger(spdlog::stderr_color_mt("media"));
    spdlog::set_pattern("%Y-%m-%d %H:%M:%S.%e %^%l%$ media %v");
    const auto parsed =
        parse_options({argv + 1, static_cast<std::size_t>(argc > 0 ? argc - 1 : 0)}, environment);
    if (std::holds_alternative<help_wanted>(parsed)) {
        std::fputs(std::string(help_text()).c_str(), stdout);
        return exit_clean;
    }
    if (std::holds_alternative<version_wanted>(parsed)) {
        std::puts("jiangtang-media " JIANGTANG_VERSION);
        return exit_clean;
    }
    if (const auto* bad = std::get_if<bad_options>(&parsed)) {
        std::fprintf(stderr, "jiangtang-media: %s\n", bad->message.c_str());
        return exit_usage;
    }
    for (const int signal : {SIGTERM, SIGINT}) std::signal(signal, [](int) { stop = true; });
    std::signal(SIGPIPE, SIG_IGN);
    int code = exit_failed;
    try {
        code = run(std::get<options>(parsed), stop);
    } catch (const std::exception& broken) {
        spdlog::critical("{}", broken.what());
    }
    // An input whose peer died may still be closing on its own thread: leave without pulling the libraries'
    // globals away from under it.
    spdlog::shutdown();
    std::fflush(nullptr);
    std::_Exit(code);
}
