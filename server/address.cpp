#include "address.hpp"

#include <spdlog/spdlog.h>

#include <fstream>

namespace jiangtang {

std::string without_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

void leave_address(const std::filesystem::path& data, const std::string& address) {
    const auto fresh = data / "address.new"; // renamed, so that nobody reads half of it
    std::error_code failed;
    {
        std::ofstream out{fresh};
        out << address << '\n';
        if (!out.flush()) failed = std::make_error_code(std::errc::io_error);
    }
    if (!failed) std::filesystem::rename(fresh, data / "address", failed);
    if (failed) spdlog::warn("cannot write {}: {}", (data / "address").string(), failed.message());
}

std::string left_address(const std::filesystem::path& data) {
    std::ifstream in{data / "address"};
    std::string line;
    std::getline(in, line);
    return line;
}

} // namespace jiangtang
