#include "wire/json.hpp"

namespace jiangtang::wire {
namespace {

constexpr std::size_t longest_text = 16 * 1024;
constexpr std::size_t deepest = 8;

} // namespace

result<json::object> parse_object(std::string_view text) {
    json::parse_options options;
    options.max_depth = deepest;
    json::error_code ec;
    auto value = json::parse(text, ec, {}, options);
    if (ec) return errc::bad_json;
    if (!value.is_object())
        return problem{errc::bad_json}.says("内容应为一个 JSON 对象：{…}", "A JSON object is expected: {…}");
    return std::move(value.get_object());
}

const json::value* field_reader::find(std::string_view name) const {
    const auto* v = object_.if_contains(name);
    return v && !v->is_null() ? v : nullptr;
}

std::string field_reader::text_or_empty(std::string_view name) {
    const auto* v = find(name);
    if (!v) return {};
    if (!v->is_string() || v->get_string().size() > longest_text) {
        fail(errc::invalid_field, name);
        return {};
    }
    return std::string{v->get_string()};
}

std::string field_reader::text(std::string_view name) {
    auto value = text_or_empty(name);
    if (value.empty()) fail(errc::missing_field, name);
    return value;
}

std::optional<std::int64_t> field_reader::maybe_number(std::string_view name) {
    const auto* v = find(name);
    if (!v) return std::nullopt;
    if (v->is_int64()) return v->get_int64();
    if (v->is_uint64() || !v->is_double()) {
        fail(errc::invalid_field, name);
        return std::nullopt;
    }
    json::error_code ec;
    auto n = v->to_number<std::int64_t>(ec); // 1e3 is a whole number, 1.5 is not
    if (ec) fail(errc::invalid_field, name);
    return ec ? std::nullopt : std::optional{n};
}

std::int64_t field_reader::number(std::string_view name) {
    auto n = maybe_number(name);
    if (!n) fail(errc::missing_field, name);
    return n.value_or(0);
}

std::optional<std::int64_t> field_reader::number_within(std::string_view name, std::int64_t least,
                                                        std::int64_t most) {
    auto n = maybe_number(name);
    if (!n || (*n >= least && *n <= most)) return n;
    fail(errc::invalid_field, name);
    return std::nullopt;
}

std::optional<double> field_reader::real_within(std::string_view name, double least, double most) {
    const auto* v = find(name);
    if (!v) return std::nullopt;
    json::error_code ec;
    auto n = v->is_number() ? v->to_number<double>(ec) : least - 1;
    if (!ec && n >= least && n <= most) return n;
    fail(errc::invalid_field, name);
    return std::nullopt;
}

bool field_reader::flag(std::string_view name) {
    const auto* v = find(name);
    if (!v) return false;
    if (!v->is_bool()) fail(errc::invalid_field, name);
    return v->is_bool() && v->get_bool();
}

std::string field_reader::client_id(std::string_view name) {
    auto id = text(name);
    bool ok = id.size() <= 64 &&
              id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") ==
                  std::string::npos;
    if (!ok) fail(errc::invalid_field, name);
    return id;
}

const json::array& field_reader::list(std::string_view name) {
    static const json::array none;
    const auto* v = find(name);
    if (v && v->is_array()) return v->get_array();
    fail(v ? errc::invalid_field : errc::missing_field, name);
    return none;
}

const json::object& field_reader::object(std::string_view name) {
    static const json::object none;
    const auto* v = find(name);
    if (v && v->is_object()) return v->get_object();
    fail(v ? errc::invalid_field : errc::missing_field, name);
    return none;
}

void field_reader::take_problem(const field_reader& member, std::string_view before) {
    if (member.ok()) return;
    auto p = *member.failed();
    p.field.insert(0, before);
    fail(std::move(p));
}

void field_reader::fail(errc value, std::string_view field) { fail(problem{value, std::string{field}}); }

void field_reader::fail(problem p) {
    if (!problem_) problem_ = std::move(p);
}

void put(json::object& object, std::string_view name, const std::string& value) {
    if (!value.empty()) object[name] = value;
}

void put(json::object& object, std::string_view name, const std::optional<std::int64_t>& value) {
    if (value) object[name] = *value;
}

} // namespace jiangtang::wire
