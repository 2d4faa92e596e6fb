#include "domain/caller.hpp"

#include "domain/enum_names.hpp"
#include "domain/fields.hpp"

namespace jiangtang::domain {
namespace {

constexpr enum_names<role, 5> roles{{{role::viewer, "viewer"},
                                     {role::speaker, "speaker"},
                                     {role::desk, "desk"},
                                     {role::moderator, "moderator"},
                                     {role::organizer, "organizer"}}};
constexpr enum_names<place, 2> places{{{place::hall, "hall"}, {place::online, "online"}}};

} // namespace

std::string_view name_of(role v) { return name_in(roles, v); }
std::optional<role> role_from(std::string_view s) { return value_in(roles, s); }
std::string_view name_of(place v) { return name_in(places, v); }
std::optional<place> place_from(std::string_view s) { return value_in(places, s); }

bool may_act_as(role held, role wanted) {
    return held == wanted || (held == role::organizer && wanted != role::viewer);
}

result<void> check_staff_name(std::string& name) {
    return check_text(name, "name", {.most = 40, .required = true, .whole = true});
}

std::string page_of(role as, std::string_view slug) {
    std::string page = "/e/" + std::string{slug};
    switch (as) {
    case role::viewer: return page + "/live";
    case role::speaker: return page + "/stage";
    case role::desk: return page + "/desk";
    case role::moderator: return page + "/console";
    case role::organizer: return page + "/organizer";
    }
    return page;
}

} // namespace jiangtang::domain
