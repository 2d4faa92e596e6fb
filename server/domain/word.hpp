// Words that hold a question back for a moderator, or put it aside as if its asker were muted. Pure.
#pragma once

#include "base/error.hpp"
#include "base/text.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace jiangtang::domain {

/// hold: a moderator looks first, also where questions are published at once. reject: it waits apart, its asker does not know.
enum class word_effect { hold, reject };
std::string_view name_of(word_effect);
std::optional<word_effect> word_effect_from(std::string_view);

struct word {
    std::string text; // as a moderator wrote it
    word_effect effect = word_effect::hold;
};

inline constexpr std::size_t most_words = 2000; // of an event
inline constexpr std::size_t longest_word = 40; // characters

/// Cleans the words in place, leaves out empty lines, and what means the same more than once (rejecting wins). Problems:
/// invalid_field with field "words", or "words[3]" where one is too long, not UTF-8, or has no letter in it.
result<void> check_words(std::vector<word>&);

/// A list made ready to be looked for. A text holds a word when it has the word's letters one after another, folded (case,
/// width, accents, traditional), whatever marks or spaces stand between 汉字. In Latin and other scripts with spaces between
/// words it must be a word of its own (not "class" for "ass", though "f.u.c.k" and "f u c k" for "fuck"), and a number a number of its own.
class word_list {
public:
    word_list() = default;
    explicit word_list(const std::vector<word>&);

    /// The word that a text holds: the first that rejects, else the first that holds; null when none.
    const word* find(std::string_view text) const;
    bool empty() const { return entries_.empty(); }

private:
    struct entry {
        word what;
        std::vector<letter> letters;
    };
    std::vector<entry> entries_;
    std::unordered_map<char32_t, std::vector<std::size_t>> by_first_;
};

} // namespace jiangtang::domain
