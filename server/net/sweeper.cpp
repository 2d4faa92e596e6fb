#include "net/sweeper.hpp"

namespace jiangtang::net {

swept::~swept() {
    if (list_) list_->remove(*this);
}

sweeper::sweeper(boost::asio::io_context& context, std::chrono::milliseconds interval)
    : timer_{context}, interval_{interval} {}

sweeper::~sweeper() {
    for (auto* s = first_; s; s = s->next_) s->list_ = nullptr;
}

void sweeper::add(swept& s) {
    s.list_ = this;
    s.previous_ = nullptr;
    s.next_ = first_;
    if (first_) first_->previous_ = &s;
    first_ = &s;
    ++size_;
}

void sweeper::remove(swept& s) {
    if (s.list_ != this) return;
    if (cursor_ == &s) cursor_ = s.next_;
    (s.previous_ ? s.previous_->next_ : first_) = s.next_;
    if (s.next_) s.next_->previous_ = s.previous_;
    s.list_ = nullptr;
    --size_;
}

template <class F>
void sweeper::for_each(F act) {
    for (cursor_ = first_; cursor_;) {
        auto* s = cursor_;
        cursor_ = s->next_;
        act(*s);
    }
}

void sweeper::start() {
    running_ = true;
    arm();
}

void sweeper::stop() {
    running_ = false;
    timer_.cancel();
}

void sweeper::stop_all(bool now) {
    for_each([now](swept& s) { s.stop(now); });
}

void sweeper::arm() {
    timer_.expires_after(interval_);
    timer_.async_wait([this](boost::system::error_code failed) {
        if (failed || !running_) return;
        for_each([now = std::chrono::steady_clock::now()](swept& s) { s.sweep(now); });
        arm();
    });
}

} // namespace jiangtang::net
