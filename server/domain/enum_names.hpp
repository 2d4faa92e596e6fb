// Names of enumerators as the protocol and the database spell them: one table per enum, read in both directions.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace jiangtang::domain {

template <class E, std::size_t N>
using enum_names = std::array<std::pair<E, std::string_view>, N>;

template <class E, std::size_t N>
constexpr std::string_view name_in(const enum_names<E, N>& names, E value) {
    for (const auto& [v, name] : names)
        if (v == value) return name;
    return {};
}

template <class E, std::size_t N>
constexpr std::optional<E> value_in(const enum_names<E, N>& names, std::string_view name) {
    for (const auto& [v, n] : names)
        if (n == name) return v;
    return std::nullopt;
}

} // namespace jiangtang::domain
