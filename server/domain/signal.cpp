#include "domain/signal.hpp"

#include "domain/enum_names.hpp"

namespace jiangtang::domain {
namespace {

constexpr enum_names<source_state, 2> states{{{source_state::on, "on"}, {source_state::away, "away"}}};
constexpr enum_names<source_kind, 6> source_kinds{{{source_kind::srt, "srt"},
                                                   {source_kind::rtmp, "rtmp"},
                                                   {source_kind::rtsp, "rtsp"},
                                                   {source_kind::http, "http"},
                                                   {source_kind::file, "file"},
                                                   {source_kind::lecture, "lecture"}}};

} // namespace

std::string_view name_of(source_state s) { return name_in(states, s); }
std::string_view name_of(source_kind k) { return name_in(source_kinds, k); }
std::optional<source_state> source_state_from(std::string_view name) { return value_in(states, name); }
std::optional<source_kind> source_kind_from(std::string_view name) { return value_in(source_kinds, name); }

} // namespace jiangtang::domain
