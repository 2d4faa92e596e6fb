// Loaded into a program before the C library (LD_PRELOAD): every flush of a file to its disk takes FLUSH_MS milliseconds more. The
// machines that tests run on often have disks that answer a flush from memory; this is what others cost.
#include <dlfcn.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

namespace {

int slowly(const char* name, int file) {
    static const std::chrono::milliseconds more{std::atoi(std::getenv("FLUSH_MS"))};
    std::this_thread::sleep_for(more);
    return reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, name))(file);
}

} // namespace

extern "C" int fdatasync(int file) { return slowly("fdatasync", file); }
extern "C" int fsync(int file) { return slowly("fsync", file); }
