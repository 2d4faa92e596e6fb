#include "origin/lane.hpp"

#include <memory>
#include <utility>

namespace jiangtang::origin {

std::optional<refusal> lane::take_head(std::string bytes, track_init init) {
    // An encoder may send its head again and again; only another one begins something new.
    if (from_.init_bytes && *from_.init_bytes == bytes) return std::nullopt;
    if (auto no = refuse(init, to_.limits())) return no;
    from_.init = std::move(init);
    from_.init_bytes = std::make_shared<const std::string>(std::move(bytes));
    from_.fresh = true;
    watch_ = rate_watch(to_.limits());
    return std::nullopt;
}

std::optional<refusal> lane::take_fragment(std::string moof, std::string_view mdat, std::size_t mdat_header) {
    const auto f = read_fragment(moof, mdat_header, mdat.size(), from_.init);
    if (!f) return refusal{f.error(), {}};
    if (auto no = watch_.take(*f, from_.init)) return no;
    moof += mdat;
    if (const auto ec = to_.deliver(from_, *f, std::make_shared<const std::string>(std::move(moof))))
        return refusal{ec, {}};
    return std::nullopt;
}

} // namespace jiangtang::origin
