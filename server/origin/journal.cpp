#include "origin/journal.hpp"

#include "origin/request.hpp"

#include <charconv>
#include <vector>

namespace jiangtang::origin {
namespace {

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    for (;;) {
        const auto space = text.find(' ');
        words.push_back(text.substr(0, space));
        if (space == std::string_view::npos) return words;
        text.remove_prefix(space + 1);
    }
}

template <class T>
bool read_number(std::string_view word, T& into) {
    const auto* end = word.data() + word.size();
    const auto [stop, ec] = std::from_chars(word.data(), end, into);
    return ec == std::errc{} && stop == end && into >= 0;
}

} // namespace

std::string journal_text(const journal_line& line) {
    if (const auto* init = std::get_if<journal_init>(&line))
        return "init " + init->track + ' ' + std::to_string(init->bytes) + '\n';
    const auto& part = std::get<journal_part>(line);
    std::string text = "part " + part.track;
    for (const std::int64_t number :
         {part.msn, part.run, part.start_us, part.duration_us, static_cast<std::int64_t>(part.samples),
          std::int64_t{part.independent}, static_cast<std::int64_t>(part.bytes)})
        text += ' ' + std::to_string(number);
    return text + '\n';
}

std::optional<journal_line> read_journal_line(std::string_view text) {
    const auto words = words_of(text);
    if (words.size() < 2 || !valid_track_name(words[1])) return std::nullopt;
    if (words[0] == "init" && words.size() == 3) {
        journal_init init{std::string(words[1]), 0};
        if (!read_number(words[2], init.bytes)) return std::nullopt;
        return init;
    }
    if (words[0] != "part" || words.size() != 9) return std::nullopt;
    journal_part part;
    part.track = words[1];
    int independent = 0;
    const bool good = read_number(words[2], part.msn) && read_number(words[3], part.run) &&
                      read_number(words[4], part.start_us) && read_number(words[5], part.duration_us) &&
                      read_number(words[6], part.samples) && read_number(words[7], independent) &&
                      read_number(words[8], part.bytes);
    part.independent = independent != 0;
    if (!good || part.duration_us == 0) return std::nullopt;
    return part;
}

} // namespace jiangtang::origin
