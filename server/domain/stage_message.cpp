#include "domain/stage_message.hpp"

#include "domain/fields.hpp"

namespace jiangtang::domain {

result<void> check_stage_text(std::string& text) {
    return check_text(text, "text", {longest_stage_message, true, false});
}

} // namespace jiangtang::domain
