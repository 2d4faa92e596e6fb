// A few threads on which files are read and written: what may wait for a disk never runs on an io thread.
#pragma once

#include "app/workers.hpp"

namespace jiangtang::app {

class disk : public workers {
public:
    disk() : workers{4, 2000, "a file could not be used"} {}
};

} // namespace jiangtang::app
