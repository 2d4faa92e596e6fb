// The report on source, picture, sound and renditions as the JSON that docs/protocol.md describes. Pure.
#pragma once

#include "media/ladder.hpp"
#include "media/options.hpp"
#include "media/source.hpp"
#include "media/watched.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace jiangtang::media {

std::string signal_text(source_kind kind, const watched::view& seen, const source_facts& known,
                        const std::vector<rendition_report>& renditions);

} // namespace jiangtang::media
