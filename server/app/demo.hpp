// The demo event: 质量大讲堂 第三期 as it took place on 22 September 2020, in an empty data folder.
#pragma once

#include "app/hall.hpp"

#include <string>
#include <utility>
#include <vector>

namespace jiangtang::app {

inline constexpr std::string_view demo_slug = "2020-3";

/// Makes the event with `seats` in the hall and starts its stream from `source` ("none": nothing is started), unless the
/// data folder has it already; a source other than the stored one replaces it.
void open_demo(hall&, int seats, std::string source);

/// The pages with fresh one-use sign-in links: name and address.
std::vector<std::pair<std::string, std::string>> demo_addresses(hall&, const std::string& origin);

} // namespace jiangtang::app
