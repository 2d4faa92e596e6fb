#include "domain/word.hpp"

#include "domain/enum_names.hpp"

#include <algorithm>
#include <map>

namespace jiangtang::domain {
namespace {

constexpr enum_names<word_effect, 2> effects{{{word_effect::hold, "hold"}, {word_effect::reject, "reject"}}};

using letters = std::vector<letter>;

/// Whether a word may begin at this letter, or end before it: within a Latin word or a number it may not.
bool is_border(const letters& text, std::size_t at) {
    if (at == 0 || at == text.size() || text[at].before != gap::none) return true;
    const auto &left = text[at - 1], &right = text[at];
    return !(left.in_words && right.in_words) && !(left.digit && right.digit);
}

/// Whether a letter stands alone between spaces or marks: "f u c k".
bool stands_alone(const letters& text, std::size_t at) {
    return text[at].before != gap::none && (at + 1 == text.size() || text[at + 1].before != gap::none);
}

bool is_spelled(const letter& l) { return l.in_words || l.digit; }

/// Between two Latin letters of a match a space is passed over only where letters stand alone: "as set" is no "asset".
bool may_go_on(const letters& text, std::size_t at) {
    if (text[at].before != gap::space || !is_spelled(text[at]) || !is_spelled(text[at - 1])) return true;
    return stands_alone(text, at) && stands_alone(text, at - 1);
}

bool matches(const letters& text, std::size_t at, const letters& word) {
    if (word.size() > text.size() - at || !is_border(text, at) || !is_border(text, at + word.size()))
        return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (text[at + i].is != word[i].is) return false;
        // A space that the word has itself may be there.
        if (i > 0 && word[i].before != gap::space && !may_go_on(text, at + i)) return false;
    }
    return true;
}

std::u32string key_of(const letters& l) {
    std::u32string key;
    for (const auto& one : l) {
        if (!key.empty() && one.before == gap::space && is_spelled(one)) key += U' ';
        key += one.is;
    }
    return key;
}

problem not_a_word(std::size_t line, std::string zh, std::string en) {
    return problem{errc::invalid_field, "words[" + std::to_string(line) + "]"}.says(std::move(zh),
                                                                                    std::move(en));
}

} // namespace

std::string_view name_of(word_effect v) { return name_in(effects, v); }
std::optional<word_effect> word_effect_from(std::string_view s) { return value_in(effects, s); }

result<void> check_words(std::vector<word>& words) {
    std::vector<word> kept;
    std::map<std::u32string, std::size_t> known;
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto text = words[i].text.size() > longest_word * 16 ? std::nullopt : clean_line(words[i].text);
        if (!text || length(*text) > longest_word)
            return not_a_word(i, "每个词最多 " + std::to_string(longest_word) + " 个字",
                              "A word has at most " + std::to_string(longest_word) + " characters");
        if (text->empty()) continue;
        const auto key = key_of(letters_of(*text));
        if (key.empty())
            return not_a_word(i, "“" + *text + "”里没有文字", "There is no letter in “" + *text + "”");
        if (auto [at, fresh] = known.emplace(key, kept.size()); fresh)
            kept.push_back({std::move(*text), words[i].effect});
        else if (words[i].effect == word_effect::reject) kept[at->second].effect = word_effect::reject;
    }
    if (kept.size() > most_words)
        return problem{errc::invalid_field, "words"}.says("最多 " + std::to_string(most_words) + " 个词",
                                                          "At most " + std::to_string(most_words) + " words");
    words = std::move(kept);
    return {};
}

word_list::word_list(const std::vector<word>& words) {
    for (const auto& w : words) {
        auto spelled = letters_of(w.text);
        if (spelled.empty()) continue;
        by_first_[spelled.front().is].push_back(entries_.size());
        entries_.push_back({w, std::move(spelled)});
    }
}

const word* word_list::find(std::string_view text) const {
    if (entries_.empty()) return nullptr;
    const word* held = nullptr;
    const auto spelled = letters_of(text);
    for (std::size_t at = 0; at < spelled.size(); ++at) {
        const auto begin = by_first_.find(spelled[at].is);
        if (begin == by_first_.end()) continue;
        for (const auto i : begin->second) {
            const auto& e = entries_[i];
            if ((held && e.what.effect == word_effect::hold) || !matches(spelled, at, e.letters)) continue;
            if (e.what.effect == word_effect::reject) return &e.what;
            held = &e.what;
        }
    }
    return held;
}

} // namespace jiangtang::domain
