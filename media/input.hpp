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
    // Starts at once, on its own thread. `guarded` holds the source to the rule each time it is opened; `may_pass` says
    // which of its coded pictures may be passed on.
    input(source_uri uri, std::optional<intake::allowance> guarded, passage::limits may_pass);

    // Waits 300 ms for the input to close. libsrt holds a close for seconds when its peer died: then the
    // thread is left to end by itself, with all it needs.
    ~input() override;

    picture picture_at(const tick& at) override;
    bool sound_at(const tick& at, std::span<std::int16_t> out) override;
    std::vector<coded_picture> coded_at(const tick& at, bool passing) override;
    source_facts facts() const override { return pipeline_->facts(); }

private:
    std::shared_ptr<input_pipeline> pipeline_;
    std::future<void> ended_;
    std::thread thread_;
};

} // namespace jiangtang::media
