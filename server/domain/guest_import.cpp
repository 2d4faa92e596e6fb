#include "domain/guest_import.hpp"

#include "domain/enum_names.hpp"

namespace jiangtang::domain {
namespace {

constexpr enum_names<import_status, 3> import_statuses{{{import_status::writing, "writing"},
                                                        {import_status::done, "done"},
                                                        {import_status::stopped, "stopped"}}};

} // namespace

std::string_view name_of(import_status v) { return name_in(import_statuses, v); }
std::optional<import_status> import_status_from(std::string_view s) { return value_in(import_statuses, s); }

result<void> check_hall(std::int64_t for_the_hall, std::int64_t free_seats) {
    if (for_the_hall <= free_seats + most_waiting_of_import) return {};
    const auto hall = std::to_string(for_the_hall), seats = std::to_string(free_seats),
               most = std::to_string(most_waiting_of_import);
    return problem{errc::not_enough_seats, "attendance"}.says(
        "名单里有" + hall + "人要到现场，空座只有" + seats + "个；一次最多有" + most + "人候补",
        hall + " people of the list are for the hall, which has " + seats + " free seats; at most " + most +
            " may wait");
}

} // namespace jiangtang::domain
