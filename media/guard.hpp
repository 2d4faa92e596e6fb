// Holds GStreamer to the rule for sources that an organizer chose. In a guarded program GStreamer knows no element that
// reads from elsewhere than this kind of source needs, and every TCP connection it makes (a redirect's, a playlist's, a
// key's) goes through a relay that asks the rule.
#pragma once

#include "intake/rule.hpp"
#include "media/relay.hpp"

#include <variant>

namespace jiangtang::media {

class guard {
public:
    // For the whole program and its whole life: after gst_init, before any pipeline. Throws std::runtime_error when GLib
    // does not take it; nothing may be read then.
    guard(const intake::allowance& allowed, intake::source_kind kind);

private:
    relay relay_;
};

// The source as it may be opened now: a file by its real path, an SRT host by its address, which libsrt connects to
// without a relay. Looks the host up; blocks. The fault says what is refused.
std::variant<intake::source_uri, intake::fault> checked(const intake::source_uri&, const intake::allowance&);

} // namespace jiangtang::media
