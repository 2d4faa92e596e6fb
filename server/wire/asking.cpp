#include "wire/asking.hpp"

#include <algorithm>

namespace jiangtang::wire {
namespace {

constexpr std::size_t most_closed = 200; // more talks than an event has

void read_closed(field_reader& in, domain::asking& a) {
    const auto& list = in.list("closed");
    if (list.size() > most_closed) in.fail(errc::invalid_field, "closed");
    if (!in.ok()) return;
    for (const auto& talk : list) {
        if (!talk.is_string() || talk.get_string().empty()) return in.fail(errc::invalid_field, "closed");
        a.closed.emplace_back(talk.get_string());
    }
    std::ranges::sort(a.closed);
    const auto twice = std::ranges::unique(a.closed);
    a.closed.erase(twice.begin(), twice.end());
}

} // namespace

json::object asking_object(const domain::asking& a) {
    json::object o{{"version", a.version},           {"open", a.open},
                   {"anonymous", a.anonymous},       {"moderation", domain::name_of(a.moderation)},
                   {"slow_seconds", a.slow_seconds}, {"most_a_minute", a.most_a_minute}};
    auto& closed = o["closed"].emplace_array();
    for (const auto& talk : a.closed) closed.push_back(json::string{talk});
    return o;
}

result<domain::asking> parse_asking(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    domain::asking a;
    a.version = in.number("version");
    a.open = in.flag("open");
    a.anonymous = in.flag("anonymous");
    a.moderation = in.one_of("moderation", domain::moderation_from);
    a.slow_seconds = in.number_within("slow_seconds", 0, domain::slowest).value_or(0);
    a.most_a_minute = in.number_within("most_a_minute", 0, domain::most_of_minute).value_or(0);
    read_closed(in, a);
    return in.finish(std::move(a));
}

json::object words_object(std::int64_t version, const std::vector<domain::word>& words) {
    json::object o{{"version", version}};
    auto& list = o["words"].emplace_array();
    for (const auto& w : words)
        list.push_back(json::object{{"text", w.text}, {"effect", domain::name_of(w.effect)}});
    return o;
}

result<words_request> parse_words(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    words_request w;
    w.version = in.number("version");
    const auto& list = in.list("words");
    if (list.size() > 2 * domain::most_words) in.fail(errc::invalid_field, "words");
    for (std::size_t i = 0; in.ok() && i < list.size(); ++i) {
        const auto name = "words[" + std::to_string(i) + "]";
        if (!list[i].is_object()) return problem{errc::invalid_field, name};
        field_reader one{list[i].get_object()};
        w.words.push_back({one.text_or_empty("text"), one.one_of("effect", domain::word_effect_from)});
        in.take_problem(one, name + ".");
    }
    if (in.ok())
        if (auto c = domain::check_words(w.words); !c) return c.error();
    return in.finish(std::move(w));
}

} // namespace jiangtang::wire
