#include "app/recordings.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <vector>

namespace jiangtang::app {
namespace {

namespace fs = std::filesystem;

constexpr unix_ms same_afternoon = 3600 * 1000;

/// Folders named by a number, the newest first.
std::vector<fs::path> takes_in(const fs::path& folder) {
    std::vector<std::pair<long long, fs::path>> found;
    std::error_code ec;
    for (const auto& one : fs::directory_iterator{folder, ec}) {
        auto name = one.path().filename().string();
        bool number =
            name.size() < 19 && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
        if (number) found.emplace_back(std::stoll(name), one.path());
    }
    std::ranges::sort(found, std::greater{});
    std::vector<fs::path> paths;
    for (auto& [began, path] : found) paths.push_back(std::move(path));
    return paths;
}

} // namespace

/// A slug is never a path: whatever is not a letter, a digit or one of "-_" is written as its number.
fs::path recordings::folder_of(const std::string& event) const {
    std::string name;
    for (unsigned char c : event) {
        if (std::isalnum(c) || c == '-' || c == '_') name += static_cast<char>(c);
        else name += fmt::format("%{:02X}", c);
    }
    return folder_ / name;
}

std::shared_ptr<origin::recording> recordings::go_on(const std::string& event, bool restarted) const {
    try {
        if (auto takes = takes_in(folder_of(event)); !takes.empty()) {
            auto last = std::make_shared<origin::recording>(takes.front(), how_);
            if (last->empty() || restarted || now_() - last->ends_at() < same_afternoon) return last;
        }
    } catch (const std::exception& e) {
        spdlog::error("{}: the last recording cannot be gone on with: {}", event, e.what());
    }
    return begin(event);
}

std::shared_ptr<origin::recording> recordings::begin(const std::string& event) const {
    try {
        return std::make_shared<origin::recording>(folder_of(event) / std::to_string(now_()), how_);
    } catch (const std::exception& e) {
        spdlog::error("{}: the stream is not recorded: {}", event, e.what());
        return nullptr;
    }
}

std::shared_ptr<const origin::recording> recordings::last(const std::string& event) const {
    for (const auto& take : takes_in(folder_of(event))) {
        try {
            auto found = std::make_shared<origin::recording>(take, how_, origin::recording::access::read);
            if (!found->empty()) return found;
        } catch (const std::exception& e) {
            spdlog::error("{}: {} cannot be read, an older recording may be: {}", event, take.string(),
                          e.what());
        }
    }
    return nullptr;
}

} // namespace jiangtang::app
