// The lecture hall around a slide: wall, screen, speaker at the lectern, the first row's heads.
#pragma once

#include "media/canvas.hpp"

namespace jiangtang::media {

// Paints the hall over the whole of `on` (1280x720), `sheet` (1280x720) on its screen.
void paint_hall(canvas& on, canvas& sheet);

} // namespace jiangtang::media
