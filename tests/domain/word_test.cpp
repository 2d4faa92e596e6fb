// Words that hold a question back: what people write to hide them, and what must not be taken for them.

#include "domain/word.hpp"

#include "support/problem_text.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace jiangtang::domain {
namespace {

using enum word_effect;

bool holds(const std::string& word, const std::string& text) {
    const word_list list{{{word, hold}}};
    return list.find(text) != nullptr;
}

} // namespace

TEST_CASE("a word is found however it is written") {
    for (const char* text : {"请加微信聊", "请 加 微 信", "加-微*信", "加\n微\n信", "加。微。信", "加_微__信",
                             "加微信号abc", "（加）微（信）", "加\u200b微信", "加👍微👍信"})
        CHECK_MESSAGE(holds("加微信", text), text);
    CHECK(holds("加微信", "請加微信"));
    CHECK(holds("开发票", "代開發票"));
    CHECK(holds("開發票", "代开发票"));
    CHECK(holds("vx", "ＶＸ：abc"));
    CHECK(holds("加vx", "加 V-X 12345"));
    CHECK(holds("加vx", "加vx12345"));
    CHECK(holds("ＶＸ", "我的vx"));
    CHECK(holds("fuck", "What the FUCK?"));
    CHECK(holds("fuck", "f.u.c.k this"));
    CHECK(holds("fuck", "f u c k this"));
    CHECK(holds("fuck", "F-U-C-K"));
    CHECK(holds("fuck", "ｆｕｃｋ"));
    CHECK(holds("fuck", "f\u0336u\u0336c\u0336k\u0336"));
    CHECK(holds("fuck", "fúčk"));
    CHECK(holds("fuck", "这个fuck真是"));
    CHECK(holds("café", "im CAFE\u0301 sitzen"));
    CHECK(holds("buy now", "please buy now"));
    CHECK(holds("buy now", "BUY  NOW!"));
    CHECK(holds("①", "1"));
    CHECK(holds("138", "打 138 分"));
    CHECK(holds("١٣٨", "138"));
}

TEST_CASE("what only looks like it is left alone") {
    CHECK(!holds("ass", "a first class question"));
    CHECK(!holds("ass", "as safe as a house")); // across two words
    CHECK(!holds("ass", "as s"));
    CHECK(!holds("asset", "as set out before"));
    CHECK(!holds("fuck", "I saw u c k"));
    CHECK(!holds("tit", "the title, entity"));
    CHECK(!holds("fuck", "fuc king"));
    CHECK(!holds("138", "13800138000"));
    CHECK(!holds("138", "8138"));
    CHECK(!holds("vx", "devx"));
    CHECK(!holds("加微信", "加微"));
    CHECK(!holds("加微信", "微信加"));
    CHECK(!holds("加微信", ""));
    CHECK(!holds("ass", "ass\u0430ss")); // a Cyrillic letter goes on: another word
}

TEST_CASE("a word that rejects comes before one that holds") {
    const word_list list{{{"投诉", hold}, {"加微信", reject}, {"广告", hold}}};
    CHECK(list.find("我要投诉，加微信")->text == "加微信");
    CHECK(list.find("加微信，投诉")->effect == reject);
    CHECK(list.find("广告和投诉")->text == "广告");
    CHECK(list.find("没有") == nullptr);
    CHECK(word_list{}.find("加微信") == nullptr);
    CHECK(word_list{}.empty());
}

TEST_CASE("a list is cleaned: nothing empty, nothing twice however it is written, and rejecting wins") {
    std::vector<word> words{
        {" 加微信 ", hold}, {"", hold}, {"加 微信", reject}, {"ＶＸ", hold}, {"vx", hold}};
    REQUIRE(check_words(words));
    REQUIRE(words.size() == 2);
    CHECK(words[0].text == "加微信");
    CHECK(words[0].effect == reject);
    CHECK(words[1].text == "ＶＸ");
    auto wrong = [](const std::string& text) {
        std::vector<word> list{{"好", hold}, {text, hold}};
        auto r = check_words(list);
        return r ? std::string{} : r.error().field;
    };
    CHECK(wrong("？！") == "words[1]"); // would be found nowhere, or everywhere
    CHECK(wrong("👍") == "words[1]");
    CHECK(wrong("\xff") == "words[1]");
    CHECK(wrong(std::string(41, 'x')) == "words[1]");
    CHECK(wrong(std::string(100'000, 'x')) == "words[1]");
    CHECK(wrong(std::string(40, 'x')).empty());
    std::vector<word> many;
    for (int i = 0; i < 2001; ++i) many.push_back({"词" + std::to_string(i), hold});
    CHECK(check_words(many).error().field == "words");
    many.pop_back();
    CHECK(check_words(many));
}

TEST_CASE("two thousand words are looked for in the longest question in no time") {
    std::vector<word> many;
    for (int i = 0; i < 2000; ++i)
        many.push_back({"质量词" + std::to_string(i) + "号", hold}); // all begin alike
    const word_list list{many};
    std::string text;
    for (int i = 0; i < 100; ++i) text += "质量词";
    CHECK(list.find(text) == nullptr);
    auto best = std::chrono::nanoseconds::max();
    for (int i = 0; i < 20; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        CHECK(list.find(text) == nullptr);
        best = std::min(best, std::chrono::nanoseconds{std::chrono::steady_clock::now() - begin});
    }
    MESSAGE("2000 words of one beginning in 300 characters: " << best.count() / 1000 << " µs");
#ifdef NDEBUG
    CHECK(best < std::chrono::milliseconds{5});
#endif
}

} // namespace jiangtang::domain
