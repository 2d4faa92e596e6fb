#include "net/tables.hpp"

namespace jiangtang::net {

domain::language asked_language(const request& r) {
    return r.query["lang"] == "en" ? domain::language::en : domain::language::zh;
}

std::string extension_of(wire::table_format as) { return as == wire::table_format::csv ? ".csv" : ".xlsx"; }

response table_response(wire::table_format as, const std::string& name, std::string file) {
    constexpr auto workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    auto out = bytes(as == wire::table_format::csv ? "text/csv; charset=utf-8" : workbook,
                     std::make_shared<const std::string>(std::move(file)));
    const auto saved = name + extension_of(as);
    out.with("Content-Disposition", attachment(saved, saved));
    return out;
}

} // namespace jiangtang::net
