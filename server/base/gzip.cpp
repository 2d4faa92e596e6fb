#include "base/gzip.hpp"

#include <zlib.h>

#include <stdexcept>

namespace jiangtang {

std::string gzip(std::string_view plain, pack how) {
    z_stream z{};
    constexpr int gzip_window = 15 + 16; // the largest window, with a gzip header
    if (deflateInit2(&z, how == pack::smallest ? Z_BEST_COMPRESSION : Z_BEST_SPEED, Z_DEFLATED, gzip_window,
                     9, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error{"zlib cannot start"};
    std::string out(deflateBound(&z, plain.size()), '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    z.avail_in = static_cast<uInt>(plain.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    const int done = deflate(&z, Z_FINISH);
    out.resize(z.total_out);
    deflateEnd(&z);
    if (done != Z_STREAM_END) throw std::runtime_error{"zlib cannot pack"};
    return out;
}

} // namespace jiangtang
