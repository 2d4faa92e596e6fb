// Which GStreamer elements a source needs, and the Debian package that has each.
// Only looks elements up; builds nothing.
#pragma once

#include "media/options.hpp"

#include <functional>
#include <string>
#include <vector>

namespace jiangtang::media {

struct element_need {
    const char* element;
    const char* package; // Debian 12
};

// What the encoder needs, and what this kind of source needs on top.
std::vector<element_need> elements_for(source_kind kind);

// One sentence naming the first element that `has` does not find and its package; empty when all are there.
std::string missing_element(const std::vector<element_need>& needs,
                            const std::function<bool(const char*)>& has);

// Asks the GStreamer registry; gst_init must have been called.
bool registry_has(const char* element);

} // namespace jiangtang::media
