// Tables as answers: their language, the end of their names, and the fields that save them as files.
#pragma once

#include "net/response.hpp"
#include "wire/table.hpp"

namespace jiangtang::net {

/// ?lang=en, else Chinese.
domain::language asked_language(const request&);

/// ".csv", ".xlsx"
std::string extension_of(wire::table_format);

/// `name` in ASCII, without its end.
response table_response(wire::table_format, const std::string& name, std::string file);

} // namespace jiangtang::net
