// Reading fields out of JSON that came from outside: each field present, of the right type, or a problem that names it.
#pragma once

#include "base/error.hpp"

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::wire {

namespace json = boost::json;

/// A JSON object of bounded depth. Problem: bad_json.
result<json::object> parse_object(std::string_view text);

/// Reads fields one after another and remembers the first problem, so that a parser reads as a list of its fields.
class field_reader {
public:
    explicit field_reader(const json::object& object) : object_{object} {}

    /// Problems: missing_field (absent, null or empty) and invalid_field (not text, or longer than 16 KiB).
    std::string text(std::string_view name);
    std::string text_or_empty(std::string_view name);
    std::int64_t number(std::string_view name);
    std::optional<std::int64_t> maybe_number(std::string_view name);
    /// Absent, or within both bounds; invalid_field otherwise.
    std::optional<std::int64_t> number_within(std::string_view name, std::int64_t least, std::int64_t most);
    std::optional<double> real_within(std::string_view name, double least, double most);
    bool flag(std::string_view name);
    /// One of an enum's names, by its `…_from` function.
    template <class From>
    auto one_of(std::string_view name, From from) {
        auto value = from(text(name));
        if (!value) fail(errc::invalid_field, name);
        return value.value_or(typename decltype(value)::value_type{});
    }
    /// An id as clients make them: 1–64 of [A-Za-z0-9_-].
    std::string client_id(std::string_view name);
    const json::array& list(std::string_view name);
    /// A member that is an object, to be read by a reader of its own.
    const json::object& object(std::string_view name);

    void fail(errc, std::string_view field);
    void fail(problem);
    /// The problem of a member's own reader, with the member's name before the field's: "source.fps".
    void take_problem(const field_reader& member, std::string_view before);
    bool ok() const { return !problem_; }
    const std::optional<jiangtang::problem>& failed() const { return problem_; }

    /// `value` when all was well, else the first problem.
    template <class T>
    result<T> finish(T value) {
        if (problem_) return *problem_;
        return value;
    }

private:
    const json::value* find(std::string_view name) const;
    const json::object& object_;
    std::optional<jiangtang::problem> problem_;
};

/// Leaves a field out when it has no value.
void put(json::object&, std::string_view name, const std::string& value);
void put(json::object&, std::string_view name, const std::optional<std::int64_t>& value);

} // namespace jiangtang::wire
