// A live input or a file as a source. Knows nothing of the output.
#pragma once

#include "media/input_pipeline.hpp"
#include "media/source.hpp"

#include <future>
#include <memory>
#include <thread>

namespace jiangtang::media {

class input final : public source {
public:
    // Starts at once, on its own thread.
    explicit input(source_uri uri);

    // Waits 300 ms for the input to close. libsrt holds a close for seconds when its peer died: then the
    // thread is left to end by itself, with all it needs.
    ~input() override;

    picture picture_at(const tick& at) override;
    bool sound_at(const tick& at, std::span<std::int16_t> out) override;

private:
    std::shared_ptr<input_pipeline> pipeline_;
    std::future<void> ended_;
    std::thread thread_;
};

} // namespace jiangtang::media
