#include "media/scaler.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <type_traits>
#include <utility>

namespace jiangtang::media {
namespace {

// Two thirds of this file's time is arithmetic that AVX2 does twice as fast; the loader picks the variant.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define JIANGTANG_FAST __attribute__((flatten, target_clones("avx2", "default")))
#else
#define JIANGTANG_FAST __attribute__((flatten))
#endif

constexpr std::size_t widest = picture_width;

struct plane {
    const std::uint8_t* from;
    int width, height; // of `from`
    std::uint8_t* to;
    int to_width;
};

// `Out` pixels are made of `In`: how much of input pixel k lies in output pixel i, in units of 1 / Out.
template <int Out, int In>
constexpr int weight(int i, int k) {
    const int begin = std::max(i * In, k * Out), end = std::min((i + 1) * In, (k + 1) * Out);
    return std::max(end - begin, 0);
}

// One line of output from `In` lines of input, columns still as they were: sums of weight In.
template <int Out, int In, int I, std::size_t... K>
void add_lines(std::uint16_t* __restrict sums, const std::array<const std::uint8_t*, In>& lines, int width,
               std::index_sequence<K...>) {
    for (int x = 0; x < width; ++x)
        sums[x] = static_cast<std::uint16_t>(
            ((weight<Out, In>(I, K) != 0 ? weight<Out, In>(I, K) * lines[K][x] : 0) + ...));
}

// The columns of that line: sums of weight In * In, divided by it, rounded.
template <int Out, int In, std::size_t... I, std::size_t... K>
void add_columns(std::uint8_t* __restrict to, const std::uint16_t* __restrict sums, int groups,
                 std::index_sequence<I...>, std::index_sequence<K...> k) {
    constexpr unsigned reciprocal = (65536 + In * In - 1) / (In * In);
    const auto one = [&]<std::size_t At, std::size_t... L>(int group, std::integral_constant<std::size_t, At>,
                                                           std::index_sequence<L...>) {
        const auto sum = static_cast<std::uint16_t>(
            ((weight<Out, In>(At, L) != 0 ? weight<Out, In>(At, L) * sums[In * group + L] : 0) + ...) +
            In * In / 2);
        to[Out * group + At] = static_cast<std::uint8_t>(sum * reciprocal >> 16);
    };
    for (int group = 0; group < groups; ++group)
        (one(group, std::integral_constant<std::size_t, I>{}, k), ...);
}

template <int Out, int In>
void shrink(const plane& p) {
    std::array<std::uint16_t, widest> sums;
    const int groups = p.width / In;
    for (int group = 0; group < p.height / In; ++group) {
        std::array<const std::uint8_t*, In> lines;
        for (int k = 0; k < In; ++k)
            lines[static_cast<std::size_t>(k)] = p.from + (std::ptrdiff_t{group} * In + k) * p.width;
        const auto line = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
            add_lines<Out, In, I>(sums.data(), lines, p.width, std::make_index_sequence<In>{});
            add_columns<Out, In>(p.to + (std::ptrdiff_t{group} * Out + std::ptrdiff_t{I}) * p.to_width,
                                 sums.data(), groups, std::make_index_sequence<Out>{},
                                 std::make_index_sequence<In>{});
        };
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (line(std::integral_constant<std::size_t, I>{}), ...);
        }
        (std::make_index_sequence<Out>{});
    }
}

JIANGTANG_FAST void three_quarters(const plane& p) { shrink<3, 4>(p); }
JIANGTANG_FAST void two_thirds(const plane& p) { shrink<2, 3>(p); }
JIANGTANG_FAST void half(const plane& p) { shrink<1, 2>(p); }
JIANGTANG_FAST void third(const plane& p) { shrink<1, 3>(p); }

struct ratio {
    int height;
    int out, in;
    void (*shrink)(const plane&);
};

constexpr ratio ratios[] = {{picture_height, 1, 1, nullptr},
                            {540, 3, 4, three_quarters},
                            {480, 2, 3, two_thirds},
                            {360, 1, 2, half},
                            {240, 1, 3, third}};

const ratio* find(int height) {
    for (const auto& one : ratios)
        if (one.height == height) return &one;
    return nullptr;
}

} // namespace

int scaled_width(int height) {
    const auto* by = find(height);
    return by ? picture_width / 2 / by->in * by->out * 2 : 0;
}

std::shared_ptr<std::uint8_t> scaler::spare() {
    for (const auto& one : made_) {
        if (one.use_count() > 1) continue;
        std::atomic_thread_fence(std::memory_order_acquire); // its last reader is done
        return one;
    }
    made_.push_back(new_picture(static_cast<std::size_t>(width_ * height_) * 3 / 2));
    return made_.back();
}

picture scaler::scale(const picture& from) {
    if (height_ == picture_height || !from) return from;
    if (from == last_from_) return last_made_;
    const auto* by = find(height_);
    const auto luma = static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_);
    last_made_ = nullptr;
    auto made = spare();
    by->shrink({from.get(), picture_width, picture_height, made.get(), width_});
    for (const std::size_t quarter : {4, 5})
        by->shrink({from.get() + luma_bytes * quarter / 4, picture_width / 2, picture_height / 2,
                    made.get() + luma * quarter / 4, width_ / 2});
    last_from_ = from;
    last_made_ = std::move(made);
    return last_made_;
}

} // namespace jiangtang::media
