// What the test lecture shows: the agenda of the demo event, page by page. Only words.
#pragma once

#include "media/slide.hpp"

#include <vector>

namespace jiangtang::media {

std::vector<page> demo_pages();

} // namespace jiangtang::media
