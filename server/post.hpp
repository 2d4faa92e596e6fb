// The part of the configuration that says how guests are written to, checked.
#pragma once

#include "app/post_office.hpp"
#include "config.hpp"

namespace jiangtang {

/// Usage error when a channel is configured and something that it needs is missing or wrong.
app::post_settings post_settings_of(const config&);

} // namespace jiangtang
