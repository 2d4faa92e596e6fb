#include "media/input.hpp"

#include <chrono>

namespace jiangtang::media {

input::input(source_uri uri, std::optional<intake::allowance> guarded, passage::limits may_pass)
    : pipeline_(std::make_shared<input_pipeline>(std::move(uri), std::move(guarded), may_pass)) {
    std::promise<void> ended;
    ended_ = ended.get_future();
    thread_ = std::thread([pipeline = pipeline_, last = std::move(ended)]() mutable {
        pipeline->run();
        last.set_value();
    });
}

input::~input() {
    pipeline_->stop();
    if (ended_.wait_for(std::chrono::milliseconds(300)) == std::future_status::ready) thread_.join();
    else thread_.detach();
}

picture input::picture_at(const tick& at) { return pipeline_->feed().picture_at(at.steady_ns); }

std::vector<coded_picture> input::coded_at(const tick& at, bool passing) {
    return pipeline_->feed().coded_at(at.steady_ns, passing);
}

bool input::sound_at(const tick& at, std::span<std::int16_t> out) {
    return pipeline_->feed().sound_at(at.steady_ns, out);
}

} // namespace jiangtang::media
