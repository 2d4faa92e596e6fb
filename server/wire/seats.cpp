#include "wire/seats.hpp"

namespace jiangtang::wire {
namespace {

constexpr std::int64_t ms_of_minute = 60'000;
constexpr std::int64_t most_minutes = 100'000; // more than domain::check() lets pass, and no overflow

} // namespace

result<add_seats_request> parse_add_seats(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    add_seats_request r;
    r.id = in.client_id("id");
    for (const auto& label : in.list("labels")) {
        if (!label.is_string())
            return problem{errc::invalid_field, "labels[" + std::to_string(r.labels.size()) + "]"};
        r.labels.emplace_back(label.get_string());
    }
    if (in.ok())
        if (auto c = domain::check_labels(r.labels); !c) return c.error();
    return in.finish(std::move(r));
}

result<rename_seat_request> parse_rename_seat(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    rename_seat_request r{in.client_id("id"), in.text("label")};
    if (in.ok())
        if (auto c = domain::check_label(r.label, "label"); !c) return c.error();
    return in.finish(std::move(r));
}

result<seats_request> parse_seats(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    seats_request r;
    r.id = in.client_id("id");
    r.reserved = in.flag("reserved");
    const auto& places = in.list("places");
    if (in.ok() && (places.empty() || places.size() > static_cast<std::size_t>(domain::most_seats_of_event)))
        in.fail(errc::invalid_field, "places");
    for (const auto& place : places) {
        if (!place.is_int64()) return problem{errc::invalid_field, "places"};
        r.places.push_back(place.get_int64());
    }
    return in.finish(std::move(r));
}

result<give_seat_request> parse_give_seat(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    give_seat_request r{in.client_id("id"), in.client_id("registration")};
    return in.finish(std::move(r));
}

result<domain::seating> parse_seating(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    domain::seating s;
    s.version = in.number("version");
    if (const auto minutes = in.number_within("accept_minutes", 0, most_minutes))
        s.accept_ms = *minutes * ms_of_minute;
    if (in.ok())
        if (auto c = domain::check(s); !c) return c.error();
    return in.finish(std::move(s));
}

result<greeting_request> parse_greeting(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    greeting_request r;
    r.id = in.client_id("id");
    r.how.vip = in.flag("vip");
    r.how.note = in.text_or_empty("note");
    if (in.ok())
        if (auto c = domain::check(r.how); !c) return c.error();
    return in.finish(std::move(r));
}

json::object seat_object(const domain::seat& s) {
    json::object o{{"place", s.place}, {"label", s.label}};
    if (s.reserved) o["reserved"] = true;
    put(o, "delegation", s.delegation);
    put(o, "registration", s.registration);
    put(o, "offered_to", s.offered_to);
    put(o, "offer_ends", s.offer_ends);
    put(o, "name", s.name);
    if (s.vip) o["vip"] = true;
    return o;
}

json::object seating_object(const domain::seating& s) {
    json::object o{{"version", s.version}};
    if (s.accept_ms) o["accept_minutes"] = *s.accept_ms / ms_of_minute;
    return o;
}

} // namespace jiangtang::wire
