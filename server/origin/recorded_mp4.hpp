// The download of a recording: its best picture and its sound as one ordinary MP4, without a second copy on the disk.
#pragma once

#include "origin/flat_mp4.hpp"
#include "origin/recording.hpp"

#include <memory>
#include <string>
#include <vector>

namespace jiangtang::origin {

class recorded_mp4 {
public:
    // Reads what describes the parts, about a second for three hours: not for an io thread. Null when the recording
    // has nothing that can be read.
    static std::shared_ptr<const recorded_mp4> make(const recording& from);

    std::uint64_t size() const { return layout_.size(); }

    // Up to `n` bytes from `offset` on; fewer at the end, or where the disk gives no more. Reads the disk.
    std::string read(std::uint64_t offset, std::size_t n) const;

private:
    using files = std::vector<std::shared_ptr<const media_file>>;
    recorded_mp4(files from, flat_mp4 layout) : files_(std::move(from)), layout_(std::move(layout)) {}

    files files_;
    flat_mp4 layout_;
};

} // namespace jiangtang::origin
