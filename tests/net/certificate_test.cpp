// The certificate that the server shows: read again when its files change, or made here and kept.
#include "running_server.hpp"

#include "base/random.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace jiangtang;
using namespace jiangtang::test;

namespace {

namespace fs = std::filesystem;

constexpr unix_ms one_day_ms = 24LL * 3600 * 1000;

struct folder_of_files {
    fs::path path = fs::temp_directory_path() / ("jiangtang-certificate-" + random_token());
    folder_of_files() { fs::create_directory(path); }
    ~folder_of_files() { fs::remove_all(path); }
    void put(const std::string& name, const std::string& text) const {
        std::ofstream{path / name, std::ios::trunc} << text;
    }
    void put(const certificate& c) const {
        put("chain.pem", c.chain);
        put("key.pem", c.key);
    }
    net::tls_files files() const { return {path / "chain.pem", path / "key.pem"}; }
};

std::string print_of(const net::tls& shown) { return shown.facts().front().fingerprint; }
std::string print_of(const certificate& c) { return read_chain(c.chain).front().fingerprint; }

} // namespace

TEST_CASE("new files are shown to new connections, and the old connections go on") {
    folder_of_files folder;
    const auto first = make_certificate({"127.0.0.1"}, system_now()),
               second = make_certificate({"127.0.0.1"}, system_now());
    folder.put(first);
    const auto shown = std::make_shared<net::tls>(folder.files(), system_now);
    running_server s{{row(net::method::get, "/", [](net::request&) { return net::text(200, "here"); })},
                     quick(),
                     everybody(),
                     nullptr,
                     2,
                     shown};
    const auto trusting = [&](const certificate& c) {
        return http_client{s.tls_port(), {0, 0, "", c.chain, ""}};
    };
    auto old = trusting(first);
    CHECK(old.get("/").body == "here");
    CHECK_THROWS(trusting(second));

    folder.put("chain.pem", second.chain); // and not yet the key
    shown->look();
    CHECK(print_of(*shown) == print_of(first));
    folder.put("key.pem", second.key);
    shown->look();
    CHECK(print_of(*shown) == print_of(first)); // it may still be written
    shown->look();
    CHECK(print_of(*shown) == print_of(second));
    CHECK(old.get("/").body == "here");
    CHECK(trusting(second).get("/").body == "here");
    CHECK_THROWS(trusting(first));
}

TEST_CASE("new files that cannot be used leave the old certificate, and better ones are taken later") {
    folder_of_files folder;
    const auto first = make_certificate({"hall"}, system_now()),
               second = make_certificate({"hall"}, system_now());
    folder.put(first);
    net::tls shown{folder.files(), system_now};
    const auto looked_at = [&] {
        shown.look();
        shown.look();
        return print_of(shown);
    };
    SUBCASE("a key of another certificate") { folder.put("key.pem", second.key); }
    SUBCASE("half a file") { folder.put("chain.pem", second.chain.substr(0, 200)); }
    SUBCASE("an empty file") { folder.put("chain.pem", ""); }
    SUBCASE("an empty key") { folder.put("key.pem", ""); }
    SUBCASE("no file") { fs::remove(folder.path / "key.pem"); }
    CHECK(looked_at() == print_of(first));
    folder.put(second);
    CHECK(looked_at() == print_of(second));
    folder.put(first);
    CHECK(looked_at() == print_of(first));
}

TEST_CASE("files that cannot be used at the start are a sentence that names them") {
    folder_of_files folder;
    const auto open = [&] { net::tls{folder.files(), system_now}; };
    const auto made = make_certificate({"hall"}, system_now());
    CHECK_THROWS_WITH(open(), doctest::Contains("chain.pem"));
    folder.put(made);
    folder.put("key.pem", make_certificate({"hall"}, system_now()).key);
    CHECK_THROWS_WITH(open(), doctest::Contains("the key is not that of the certificate"));
    folder.put("key.pem",
               "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
    CHECK_THROWS_WITH(open(), doctest::Contains("passphrase"));
    folder.put("chain.pem", made.key);
    CHECK_THROWS_WITH(open(), doctest::Contains("there is no certificate in it"));
}

TEST_CASE("a hall without a certificate makes one, keeps it for itself, and shows the same one next time") {
    folder_of_files folder;
    const auto names = [] { return std::vector<std::string>{"hall", "10.0.0.5"}; };
    net::tls made{folder.path, names, system_now};
    CHECK(made.self_made());
    CHECK(made.facts().size() == 2);
    CHECK(made.facts().front().names == names());
    struct stat status {};
    REQUIRE(::stat((folder.path / "tls.pem").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK(print_of(net::tls{folder.path, names, system_now}) == print_of(made));
    folder.put("tls.pem", "broken");
    CHECK(print_of(net::tls{folder.path, names, system_now}) != print_of(made));
}

TEST_CASE(
    "at a start a new address or an end that is near makes the certificate again; while it runs, its last day does") {
    folder_of_files folder;
    std::vector<std::string> names{"hall", "10.0.0.5"};
    unix_ms now = system_now();
    const auto ask = [&] { return names; };
    const auto clock = [&] { return now; };
    net::tls running{folder.path, ask, clock};
    const auto first = print_of(running);

    names = {"hall", "192.168.1.9"}; // another hall's network
    running.look();
    CHECK(print_of(running) == first);
    net::tls moved{folder.path, ask, clock};
    CHECK(print_of(moved) != first);
    CHECK(moved.facts().front().names == std::vector<std::string>{"hall", "192.168.1.9", "10.0.0.5"});
    names = {"hall", "10.0.0.5"}; // and back
    CHECK(print_of(net::tls{folder.path, ask, clock}) == print_of(moved));
    names = {"hall"};
    CHECK(print_of(net::tls{folder.path, ask, clock}) == print_of(moved));

    const auto second = print_of(moved);
    now += 360 * one_day_ms;
    CHECK(print_of(net::tls{folder.path, ask, clock}) == second);
    now += 8 * one_day_ms; // 28 days are left
    moved.look();
    CHECK(print_of(moved) == second);
    net::tls renewed{folder.path, ask, clock};
    CHECK(print_of(renewed) != second);
    now += 395 * one_day_ms + one_day_ms / 2;
    renewed.look();
    CHECK(renewed.facts().front().expires_at > now + 390 * one_day_ms);
}

TEST_CASE("names that a certificate cannot hold, or too many of them, do not make it again at each start") {
    folder_of_files folder;
    std::vector<std::string> names{"my_laptop", "", "hall", "0:0:0:0:0:0:0:1"};
    for (int i = 0; i < 60; ++i) names.push_back("10.0.0." + std::to_string(i));
    const auto ask = [&] { return names; };
    net::tls made{folder.path, ask, system_now};
    CHECK(made.facts().front().names.size() == 32);
    CHECK(made.facts().front().names[1] == "::1");
    CHECK(print_of(net::tls{folder.path, ask, system_now}) == print_of(made));
}

TEST_CASE("this machine has names, localhost among them") {
    const auto names = net::machine_names();
    for (const auto* name : {"localhost", "127.0.0.1", "::1"}) CHECK(std::ranges::count(names, name) == 1);
    CHECK(std::ranges::count(names, "0.0.0.0") == 0);
}
