#include "media/governor.hpp"

#include <algorithm>

namespace jiangtang::media {

// A whole window much behind, without getting better.
bool governor::overloaded(int behind) {
    if (behind < behind_much) {
        strained_ = 0;
        return false;
    }
    if (strained_++ == 0) at_start_ = behind;
    if (strained_ < window) return false;
    strained_ = 0;
    return behind > at_start_ - catching_up;
}

governor::action governor::drop() {
    // What came back too early waits twice as long the next time.
    wanted_calm_ = on_trial_ ? std::min(2 * wanted_calm_, longest_calm) : first_calm;
    on_trial_ = false;
    ++dropped_;
    calm_ = 0;
    pause_ = settling;
    return action::drop;
}

governor::action governor::resume(int behind) {
    calm_ = behind < behind_much ? calm_ + 1 : 0;
    if (pause_ > 0) {
        --pause_;
        strained_ = 0;
        return action::go_on;
    }
    if (overloaded(behind) && dropped_ < droppable_) return drop();
    if (dropped_ == droppable_ && behind >= window / 2) return action::repeat;
    if (calm_ < wanted_calm_) return action::go_on;
    calm_ = 0;
    on_trial_ = false; // what was tried before has stood its trial
    if (dropped_ == 0) return action::go_on;
    --dropped_;
    on_trial_ = true;
    pause_ = settling / 2;
    return action::restore;
}

} // namespace jiangtang::media
