#include "media/options.hpp"

#include <doctest/doctest.h>

using namespace jiangtang::media;

namespace {

parsed_options parse(std::vector<const char*> arguments, const std::string& key = "") {
    return parse_options(arguments, [&](const char*) { return key; });
}

std::string complaint(const parsed_options& from) {
    const auto* bad = std::get_if<bad_options>(&from);
    return bad ? bad->message : "";
}

} // namespace

TEST_CASE("a whole command line is understood, with = or a space before the value") {
    const auto parsed = parse({"--source", "test:?strip=1", "--push=http://127.0.0.1:8080/ingest/2020-3/",
                               "--key", "K", "--theme", "卓越城市 品质生活", "--ladder", "480:900"});
    const auto* all = std::get_if<options>(&parsed);
    REQUIRE(all);
    CHECK(all->source.kind == source_kind::lecture);
    CHECK(all->source.strip);
    CHECK(all->push.host == "127.0.0.1");
    CHECK(all->push.port == "8080");
    CHECK(all->push.path == "/ingest/2020-3");
    CHECK(all->key == "K");
    REQUIRE(all->ladder.size() == 1);
    CHECK(all->ladder[0].height == 480);
}

TEST_CASE("the key may come from the environment, and the argument goes before it") {
    auto parsed = parse({"--source", "test:", "--push", "http://h/i"}, "from environment");
    REQUIRE(std::holds_alternative<options>(parsed));
    CHECK(std::get<options>(parsed).key == "from environment");
    parsed = parse({"--source", "test:", "--push", "http://h/i", "--key", "given"}, "from environment");
    CHECK(std::get<options>(parsed).key == "given");
}

TEST_CASE("each mistake on the command line gets one sentence that names it") {
    const char* const push = "http://h:80/i";
    CHECK(complaint(parse({})).find("--source") != std::string::npos);
    CHECK(complaint(parse({"--source", "test:"})).find("--push") != std::string::npos);
    CHECK(complaint(parse({"--source", "test:", "--push", push})).find("--key") != std::string::npos);
    CHECK(complaint(parse({"--source"})).find("needs a value") != std::string::npos);
    CHECK(complaint(parse({"--surce", "test:"})).find("--surce") != std::string::npos);
    CHECK(complaint(parse({"--source", "gopher://x", "--push", push, "--key", "K"})).find("gopher") !=
          std::string::npos);
    CHECK(complaint(parse({"--source", "test:?stripe", "--push", push, "--key", "K"})).find("strip=1") !=
          std::string::npos);
    CHECK(
        complaint(parse({"--source", "test:", "--push", push, "--key", "K", "--ladder", "720"})) ==
        "--ladder must be HEIGHT:KBITS from the largest picture down, as in 720:2000,480:900,360:450; heights are "
        "720, 540, 480, 360 and 240, rates 100 to 20000; not \"720\".");
}

TEST_CASE("a key or an address that could forge a header line is refused") {
    CHECK(complaint(parse({"--source", "test:", "--push", "http://h/i", "--key", "K\r\nX: y"})) != "");
    CHECK(complaint(parse({"--source", "test:", "--push", "http://h/i\r\nX: y", "--key", "K"})) != "");
    CHECK(complaint(parse({"--source", "test:", "--push", "http://h/i HTTP/1.1", "--key", "K"})) != "");
}

TEST_CASE("a push address needs http, a host and a path") {
    for (const auto* bad : {"https://h/i", "http://", "http://h", "http://h/", "http:///i", "http://h:0/i",
                            "http://h:70000/i", "http://h:x/i", "http://u:p@h/i", "http://h/i?q", "h/i", ""})
        CHECK_FALSE(parse_push(bad));
    const auto v6 = parse_push("http://[::1]:8080/ingest/a");
    REQUIRE(v6);
    CHECK(v6->host == "::1");
    CHECK(v6->port == "8080");
    CHECK(parse_push("http://h/i")->port == "80");
}

TEST_CASE("a guarded source comes with what the operator allows") {
    const auto guarded = [](const char* rule) {
        return parse({"--source", "test:", "--push", "http://h/i", "--key", "K", "--guarded", rule});
    };
    const auto parsed = guarded("ports=7000-7001,inside");
    REQUIRE(std::holds_alternative<options>(parsed));
    CHECK(std::get<options>(parsed).guarded->last_port == 7001);
    CHECK(std::get<options>(parsed).guarded->inside);
    CHECK(complaint(guarded("everything")).find("--guarded") != std::string::npos);
    CHECK_FALSE(
        std::get<options>(parse({"--source", "test:", "--push", "http://h/i", "--key", "K"})).guarded);
}

TEST_CASE("help and version are asked for with any other arguments") {
    CHECK(std::holds_alternative<help_wanted>(parse({"--source", "test:", "--help"})));
    CHECK(std::holds_alternative<version_wanted>(parse({"--version"})));
}
