// One server at a time serves a data folder: two would not hear of each other's notices.
#pragma once

#include <filesystem>

namespace jiangtang::app {

class folder_claim {
public:
    /// Throws std::runtime_error, in one sentence, when another program serves the folder or it cannot be written.
    explicit folder_claim(const std::filesystem::path& folder);
    ~folder_claim();
    folder_claim(const folder_claim&) = delete;
    folder_claim& operator=(const folder_claim&) = delete;

private:
    int fd_;
};

} // namespace jiangtang::app
