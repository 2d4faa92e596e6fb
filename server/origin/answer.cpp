#include "origin/answer.hpp"

namespace jiangtang::origin {

answer just(answer::status what) {
    answer a;
    a.what = what;
    return a;
}

answer playlist_answer(shared_bytes text) {
    answer a = just(answer::status::ok);
    a.body = std::move(text);
    a.content_type = playlist_type;
    return a;
}

answer media_answer(bool video) {
    answer a = just(answer::status::ok);
    a.content_type = video ? video_type : audio_type;
    a.max_age = std::chrono::hours(1);
    a.immutable = true;
    return a;
}

} // namespace jiangtang::origin
