#include "wire/source.hpp"

namespace jiangtang::wire {

result<source_edit> parse_source_edit(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    source_edit e;
    e.source = in.text_or_empty("source");
    if (object->contains("secret")) e.secret = in.text_or_empty("secret");
    return in.finish(std::move(e));
}

json::object source_object(const source_state& s) {
    return {{"source", s.source},
            {"has_secret", s.has_secret},
            {"restarts", s.restarts},
            {"allowed",
             {{"ports", json::array{s.first_port, s.last_port}}, {"files", s.files}, {"inside", s.inside}}}};
}

} // namespace jiangtang::wire
