// Writes ISO base media boxes (ISO/IEC 14496-12, 4.2): big-endian numbers, and sizes filled in at the end.
// Knows nothing of what is inside a box.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace jiangtang::origin {

class box_writer {
public:
    // A box that is being written: it ends where this object does.
    class open_box {
    public:
        open_box(box_writer& to, std::uint32_t type);
        open_box(box_writer& to, std::uint32_t type, unsigned version, std::uint32_t flags);
        ~open_box();
        open_box(const open_box&) = delete;
        open_box& operator=(const open_box&) = delete;

    private:
        box_writer& to_;
        std::size_t at_;
    };

    [[nodiscard]] open_box open(std::uint32_t type) { return open_box(*this, type); }
    // The same with the version and flags of a full box (4.2.2).
    [[nodiscard]] open_box open(std::uint32_t type, unsigned version, std::uint32_t flags) {
        return open_box(*this, type, version, flags);
    }
    // A box whose payload is there already.
    void box(std::uint32_t type, std::string_view payload);

    void u16(std::uint64_t v) { number(v, 2); }
    void u32(std::uint64_t v) { number(v, 4); }
    void u64(std::uint64_t v) { number(v, 8); }
    void bytes(std::string_view v) { out_ += v; }
    void zeros(std::size_t n) { out_.append(n, '\0'); }
    void reserve(std::size_t n) { out_.reserve(n); }

    std::size_t size() const { return out_.size(); }
    std::string take() { return std::move(out_); }

private:
    void number(std::uint64_t v, int bytes);

    std::string out_;
};

} // namespace jiangtang::origin
