#include "net/byte_range.hpp"

#include <algorithm>
#include <charconv>

namespace jiangtang::net {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, ec] = std::from_chars(text.data(), end, value);
    if (ec != std::errc{} || stop != end) return std::nullopt;
    return value;
}

} // namespace

range_answer read_range(std::string_view field, std::uint64_t total, byte_range& range) {
    constexpr std::string_view unit = "bytes=";
    if (!field.starts_with(unit)) return range_answer::whole;
    field.remove_prefix(unit.size());
    const auto dash = field.find('-');
    if (dash == std::string_view::npos || field.find(',') != std::string_view::npos)
        return range_answer::whole;
    const auto first = number(field.substr(0, dash)), last = number(field.substr(dash + 1));
    if (dash == 0) { // the last so many bytes
        if (!last) return range_answer::whole;
        if (*last == 0 || total == 0) return range_answer::unsatisfiable;
        const auto size = std::min(*last, total);
        range = {total - size, size};
        return range_answer::part;
    }
    if (!first || (!last && dash + 1 != field.size()) || (last && *last < *first)) return range_answer::whole;
    if (*first >= total) return range_answer::unsatisfiable;
    range = {*first, std::min(last.value_or(total - 1), total - 1) - *first + 1};
    return range_answer::part;
}

std::string content_range(const byte_range& range, std::uint64_t total) {
    return "bytes " + std::to_string(range.first) + '-' + std::to_string(range.first + range.size - 1) + '/' +
           std::to_string(total);
}

} // namespace jiangtang::net
