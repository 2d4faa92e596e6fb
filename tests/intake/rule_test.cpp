#include "intake/reach.hpp"
#include "intake/rule.hpp"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <netdb.h>
#include <stdlib.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace jiangtang::intake;

namespace {

std::vector<std::uint8_t> bytes_of(const std::string& address) {
    std::vector<std::uint8_t> bytes(address.find(':') == std::string::npos ? 4 : 16);
    if (::inet_pton(bytes.size() == 4 ? AF_INET : AF_INET6, address.c_str(), bytes.data()) != 1)
        throw std::runtime_error(address);
    return bytes;
}

// As both programs look a host up, with no name server: the system reads what is a number, in whatever spelling, and
// the names of this machine are known here.
std::vector<std::vector<std::uint8_t>> look_up(std::string host) {
    std::ranges::transform(host, host.begin(), [](unsigned char c) { return std::tolower(c); });
    if (host == "localhost" || host == "localhost.") return {bytes_of("127.0.0.1"), bytes_of("::1")};
    addrinfo* found = nullptr;
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST;
    hints.ai_socktype = SOCK_STREAM;
    std::vector<std::vector<std::uint8_t>> all;
    if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return all;
    for (const auto* one = found; one; one = one->ai_next) {
        const auto* at = one->ai_family == AF_INET
                             ? reinterpret_cast<const std::uint8_t*>(
                                   &reinterpret_cast<const sockaddr_in*>(one->ai_addr)->sin_addr)
                             : reinterpret_cast<const std::uint8_t*>(
                                   &reinterpret_cast<const sockaddr_in6*>(one->ai_addr)->sin6_addr);
        all.emplace_back(at, at + (one->ai_family == AF_INET ? 4 : 16));
    }
    ::freeaddrinfo(found);
    return all;
}

// What the rule says in the end: empty when the source is taken.
std::string verdict(const std::string& text, const allowance& allowed = {}) {
    const auto parsed = parse_source(text);
    if (const auto* bad = std::get_if<fault>(&parsed)) return bad->en;
    const auto& uri = std::get<source_uri>(parsed);
    if (const auto bad = check(uri, allowed)) return bad->en;
    if (!leads_elsewhere(uri)) return "";
    const auto found = look_up(uri.host);
    if (found.empty()) throw std::runtime_error(uri.host + " is neither a number nor this machine");
    for (const auto& one : found)
        if (const auto bad = check_address(one, uri.host, allowed)) return bad->en;
    return "";
}

} // namespace

TEST_CASE("addresses are public, inside, or no source at all") {
    for (const auto* one : {"1.1.1.1", "114.114.114.114", "172.15.255.255", "172.32.0.0", "100.63.255.255",
                            "100.128.0.0", "126.255.255.255", "198.17.255.255", "223.255.255.255",
                            "2400:3200::1", "2001:200::1", "3fff:1000::1"})
        CHECK_MESSAGE(reach_of(bytes_of(one)) == reach::everywhere, one);
    for (const auto* one : {"127.0.0.1", "127.255.255.255", "10.0.0.1", "172.16.0.1", "172.31.255.255",
                            "192.168.1.1", "100.64.0.1", "100.127.255.255", "::1", "fc00::1", "fdff::1"})
        CHECK_MESSAGE(reach_of(bytes_of(one)) == reach::inside, one);
    for (const auto* one : {"0.0.0.0",          "0.1.2.3",         "169.254.169.254",
                            "169.254.0.1",      "100.100.100.200", "168.63.129.16",
                            "192.0.0.8",        "192.0.2.1",       "192.88.99.1",
                            "198.18.0.1",       "198.19.255.255",  "198.51.100.1",
                            "203.0.113.1",      "224.0.0.1",       "239.255.255.255",
                            "240.0.0.1",        "255.255.255.255", "::",
                            "::ffff:127.0.0.1", "::ffff:1.1.1.1",  "64:ff9b::7f00:1",
                            "fe80::1",          "fec0::1",         "ff02::1",
                            "2001:db8::1",      "2001::1",         "2001:1ff::1",
                            "2002:7f00:1::",    "3fff:0fff::1",    "fd00:ec2::254",
                            "4000::1"})
        CHECK_MESSAGE(reach_of(bytes_of(one)) == reach::nowhere, one);
    CHECK(reach_of({}) == reach::nowhere);
}

TEST_CASE("an organizer may take the picture from public hosts") {
    for (const auto* good :
         {"rtmp://1.1.1.1/live/name", "rtsp://user:pass@1.1.1.1:554/1", "https://1.1.1.1/a.m3u8?t=1",
          "https://[2400:3200::1]/a.m3u8", "srt://1.1.1.1:9000?mode=caller&latency=120",
          "srt://1.1.1.1:7000?streamid=a&passphrase=ten-letters", "test:", "test:?strip=1",
          "srt://0.0.0.0:9000?mode=listener&passphrase=ten-letters",
          "srt://:9009?passphrase=ten-letters&pbkeylen=16",
          "srt://[::]:9003?mode=listener&passphrase=ten-letters"})
        CHECK_MESSAGE(verdict(good) == "", good);
}

TEST_CASE("no spelling of an inner address is taken from an organizer") {
    for (const auto* host : {"127.0.0.1",
                             "127.1",
                             "0x7f.1",
                             "0177.0.0.1",
                             "2130706433",
                             "0x7f000001",
                             "017700000001",
                             "[::1]",
                             "[::ffff:127.0.0.1]",
                             "[::ffff:7f00:1]",
                             "[0:0:0:0:0:ffff:127.0.0.1]",
                             "[64:ff9b::127.0.0.1]",
                             "localhost",
                             "localhost.",
                             "LOCALHOST",
                             "10.0.0.1",
                             "192.168.0.1",
                             "172.16.9.9",
                             "100.64.0.1",
                             "169.254.169.254",
                             "0xa9fea9fe",
                             "2852039166",
                             "[fe80::1]",
                             "[fd00:ec2::254]",
                             "0",
                             "0.0.0.0",
                             "[::]",
                             "224.0.0.1",
                             "255.255.255.255",
                             "user@127.0.0.1",
                             "1.1.1.1@127.0.0.1",
                             "1.1.1.1:80@127.0.0.1"})
        for (const auto* scheme : {"http://", "https://", "rtmp://", "rtsp://", "srt://"}) {
            const auto text = scheme + std::string{host} + ":9000/x";
            CHECK_MESSAGE(verdict(text) != "", text);
        }
}

TEST_CASE("what two programs could read in two ways is refused") {
    for (const auto* text : {"http://1.1.1.1\\@127.0.0.1/", "http://1.1.1.1#@127.0.0.1/", "http://1.1.1.1 /x",
                             "http://1.1.1.1/\r\nHost: x", "http:///x", "http://1.1.1.1:0/",
                             "http://1.1.1.1:99999/", "http://1.1.1.1:80:80/", "http://例子.cn/x",
                             "http://1.1.1.1%00.example/", "http://a b/", "srt://1.1.1.1", "http://[::1/"})
        CHECK_MESSAGE(verdict(text) != "", text);
    CHECK(verdict("http://1.1.1.1/" + std::string(1100, 'a')) != "");
}

TEST_CASE("an encoder may be awaited on the operator's ports, by nobody without a passphrase") {
    CHECK(verdict("srt://0.0.0.0:8999?mode=listener&passphrase=ten-letters").find("9000-9009") !=
          std::string::npos);
    for (const auto* bad :
         {"srt://0.0.0.0:9010?mode=listener&passphrase=ten-letters",
          "srt://0.0.0.0:53?mode=listener&passphrase=ten-letters",
          "srt://0.0.0.0?mode=listener&passphrase=ten-letters",
          "srt://127.0.0.1:9000?mode=listener&passphrase=ten-letters", "srt://0.0.0.0:9000?mode=listener",
          "srt://0.0.0.0:9000?mode=listener&passphrase=short",
          "srt://0.0.0.0:9000?mode=rendezvous&passphrase=ten-letters",
          "srt://0.0.0.0:9000?mode=listener&mode=caller&passphrase=ten-letters",
          "srt://1.1.1.1:9000?localport=53", "srt://1.1.1.1:9000?latency=900000",
          "srt://1.1.1.1:9000?pbkeylen=17"})
        CHECK_MESSAGE(verdict(bad) != "", bad);
    allowance other;
    REQUIRE(read_ports("7000", other));
    CHECK(verdict("srt://0.0.0.0:7000?mode=listener&passphrase=ten-letters", other) == "");
    for (const auto* bad : {"", "-", "0-9", "9009-9000", "9000-", "x", "9000-70000"})
        CHECK_FALSE(read_ports(bad, other));
}

TEST_CASE("the operator may allow this network, and never its metadata services") {
    const allowance wide{.inside = true, .files = {}};
    for (const auto* good :
         {"rtmp://127.0.0.1/live/name", "rtsp://192.168.1.20/1", "http://[::1]/x", "http://localhost/x"})
        CHECK_MESSAGE(verdict(good, wide) == "", good);
    for (const auto* bad :
         {"http://169.254.169.254/", "http://100.100.100.200/", "http://[fd00:ec2::254]/", "http://0/"})
        CHECK_MESSAGE(verdict(bad, wide) != "", bad);
}

TEST_CASE("files come from the operator's folder only, whatever links and dots say") {
    namespace fs = std::filesystem;
    auto name = (fs::temp_directory_path() / "jiangtang-intake-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()));
    const fs::path base = name;
    fs::create_directories(base / "media/deep");
    fs::create_directories(base / "media-other");
    for (const auto* file : {"media/讲座 1.mp4", "media/deep/b.mp4", "media-other/c.mp4", "outside.mp4"})
        std::ofstream{base / file} << "x";
    fs::create_symlink("../outside.mp4", base / "media/link.mp4");
    fs::create_symlink("deep/b.mp4", base / "media/inner.mp4");
    const allowance allowed{.files = (base / "media").string()};
    const auto path = [&](const std::string& text) {
        const auto uri = std::get<source_uri>(parse_source(text));
        REQUIRE_FALSE(check(uri, allowed));
        const auto found = find_file(uri, allowed);
        return std::holds_alternative<std::string>(found) ? fs::path{std::get<std::string>(found)}
                                                          : fs::path{};
    };
    const auto root = fs::canonical(base);
    CHECK(path((base / "media/讲座 1.mp4").string()) == root / "media/讲座 1.mp4");
    CHECK(path("讲座 1.mp4") == root / "media/讲座 1.mp4");
    CHECK(path("file:inner.mp4?once=1") == root / "media/deep/b.mp4");
    const auto neighbour = (base / "media-other/c.mp4").string();
    for (const std::string& bad :
         std::vector<std::string>{"../outside.mp4", "link.mp4", "file:%2e%2e/outside.mp4", "deep", "none.mp4",
                                  "/etc/passwd", neighbour})
        CHECK_MESSAGE(path(bad).empty(), bad);
    CHECK(verdict("talk.mp4") != "");
    CHECK(verdict("file:///etc/passwd") != "");
    fs::remove_all(base);
}

TEST_CASE("an allowance survives the command line") {
    const allowance wide{true, "/srv/a,b", 7000, 7001};
    const auto read = parse_allowance(to_text(wide));
    REQUIRE(read);
    CHECK(read->inside);
    CHECK(read->files == "/srv/a,b");
    CHECK(read->first_port == 7000);
    CHECK(read->last_port == 7001);
    CHECK(parse_allowance(to_text({}))->files == "");
    CHECK_FALSE(parse_allowance("ports=9000-9009,outside"));
}
