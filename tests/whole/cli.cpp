// The command line: what it prints, and one sentence with an exit code when something is wrong.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>

#include <unistd.h>

namespace jiangtang::test {
namespace {

/// One line on standard error that begins with the program's name; nothing on standard output.
void check_one_sentence(const ran& r, const std::string& part) {
    INFO(r.err);
    CHECK(r.code > 0);
    CHECK(r.out.empty());
    CHECK(std::ranges::count(r.err, '\n') == 1);
    CHECK(r.err.starts_with("jiangtang: "));
    CHECK(r.err.find(part) != std::string::npos);
}

std::vector<std::string> serve(const temporary_folder& f, const std::string& listen = "127.0.0.1:0") {
    return {"serve",      "--demo", "--demo-source", "none",     "--data",
            f.in("data"), "--web",  f.pages(),       "--listen", listen};
}

} // namespace

TEST_CASE("a port in use is one sentence that names the port") {
    hall h;
    temporary_folder f;
    auto address = "127.0.0.1:" + std::to_string(h.port());
    check_one_sentence(run(serve(f, address)), std::to_string(h.port()));
}

TEST_CASE("a second server on the same data folder is refused in one sentence") {
    hall h;
    temporary_folder f;
    check_one_sentence(run({"serve", "--data", h.data(), "--web", f.pages(), "--listen", "127.0.0.1:0"}),
                       h.data());
    browser{h}.must_get(demo);
}

TEST_CASE("a database without its secret is refused in one sentence") {
    hall h;
    CHECK(h.stop() == 0);
    std::filesystem::remove(h.data() + "/secret");
    temporary_folder f;
    check_one_sentence(run({"serve", "--data", h.data(), "--web", f.pages(), "--listen", "127.0.0.1:0"}),
                       "secret");
}

TEST_CASE("a data folder that cannot be used is one sentence that names it") {
    temporary_folder f;
    SUBCASE("because a file stands there") { std::ofstream{f.in("data")} << "no folder"; }
    SUBCASE("because it may not be made") {
        if (::geteuid() == 0) return; // root may
        std::filesystem::permissions(f.path(),
                                     std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    }
    SUBCASE("because the database is none") {
        std::filesystem::create_directories(f.in("data"));
        std::ofstream{f.in("data/jiangtang.db")} << std::string(5000, 'x');
    }
    SUBCASE("because the secret is damaged") {
        std::filesystem::create_directories(f.in("data"));
        std::ofstream{f.in("data/secret")} << "short\n";
    }
    check_one_sentence(run(serve(f)), f.in("data"));
}

TEST_CASE("a folder that belongs to somebody else is one sentence that names it") {
    if (::geteuid() != 0) return; // only root can run as another user
    temporary_folder f;
    std::filesystem::permissions(f.path(),
                                 std::filesystem::perms::others_exec | std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);
    auto arguments = serve(f);
    std::filesystem::create_directories(f.in("data"));
    check_one_sentence(run(arguments, 65534), f.in("data"));
}

TEST_CASE("a database of a newer program is one sentence, and is left alone") {
    hall h;
    browser{h}.must_get(demo);
    CHECK(h.stop() == 0);
    auto file = h.data() + "/jiangtang.db";
    number_in(file, "UPDATE meta SET value = '99' WHERE name = 'schema'");
    temporary_folder f;
    check_one_sentence(run({"serve", "--data", h.data(), "--web", f.pages(), "--listen", "127.0.0.1:0"}),
                       "newer");
    CHECK(number_in(file, "SELECT value + 0 FROM meta WHERE name = 'schema'") == 99);
}

TEST_CASE("what is typed wrongly is one sentence with exit code 2") {
    temporary_folder f;
    auto with = [&](std::vector<std::string> more) {
        auto all = serve(f);
        all.insert(all.end(), more.begin(), more.end());
        return run(all);
    };
    check_one_sentence(with({"--colour", "red"}), "--colour");
    check_one_sentence(with({"--config"}), "--config");
    check_one_sentence(with({"--config", f.in("absent.toml")}), "absent.toml");
    check_one_sentence(with({"--listen", "here"}), "HOST:PORT");
    for (const auto* name : {"localhost:0", "hall.test:8080", "256.0.0.1:8080"})
        for (const auto* flag : {"--listen", "--tls-listen"}) {
            check_one_sentence(with({flag, name}), std::string{name}.substr(0, std::string{name}.find(':')));
            check_one_sentence(with({flag, name}), "127.0.0.1:8080");
        }
    check_one_sentence(with({"--demo-seats", "many"}), "--demo-seats");
    check_one_sentence(with({"--web", f.in("nowhere")}), "nowhere");
    check_one_sentence(with({"--demo-source", "rtsp://\xff"}), "--demo-source");
    std::ofstream{f.in("wrong.toml")} << "colour = 1\n";
    check_one_sentence(with({"--config", f.in("wrong.toml")}), "colour");
    std::ofstream{f.in("short.toml")} << "segment_ms = 0\n";
    check_one_sentence(with({"--config", f.in("short.toml")}), "segment_ms");
    std::ofstream{f.in("loud.toml")} << "log_level = \"loud\"\n";
    check_one_sentence(with({"--config", f.in("loud.toml")}), "log_level");
    for (const auto* ladder :
         {"720", "720:2000,", "480:900,720:2000", "700:2000", "720:99", "720:2000 480:900", ""}) {
        std::ofstream{f.in("ladder.toml")} << "ladder = \"" << ladder << "\"\n";
        check_one_sentence(with({"--config", f.in("ladder.toml")}), "ladder");
    }
    check_one_sentence(with({"--tls-listen", "here"}), "HOST:PORT");
    std::ofstream{f.in("half.toml")} << "tls_certificate = \"chain.pem\"\n";
    check_one_sentence(with({"--config", f.in("half.toml")}), "tls_key");
    const std::string here = "public_url = \"https://hall.test\"\n",
                      mail = "[mail]\nurl = \"smtp://mx.test\"\n", from = "from = \"noreply@hall.test\"\n";
    for (const auto& [config, word] : std::vector<std::pair<std::string, std::string>>{
             {mail + from, "public_url"},
             {here + mail, "mail.from"},
             {here + mail + "from = \"nobody\"\n", "mail.from"},
             {here + "[mail]\nurl = \"mx.test\"\n" + from, "mail.url"},
             {here + mail + from + "password_file = \"" + f.in("absent") + "\"\n", "mail.password_file"},
             {here + mail + from + "colour = 1\n", "mail.colour"},
             {here + mail + from + "connections = 0\n", "mail.connections"},
             {here + "[sms]\nurl = \"ftp://sms.test\"\n", "sms.url"},
             {here + "[sms]\nurl = \"https://sms.test\"\nsuccess = \"(\"\n", "sms.success"},
             {here + "[sms]\nurl = \"https://sms.test\"\nheaders = [1]\n", "sms.headers"},
             {here + "[sms]\nurl = \"https://sms.test\"\nmethod = \"DELETE\"\n", "sms.method"}}) {
        std::ofstream{f.in("post.toml")} << config;
        check_one_sentence(with({"--config", f.in("post.toml")}), word);
    }
    check_one_sentence(with({"more", "words"}), "more");
    check_one_sentence(run({"backup", "--data", f.in("nothing"), f.in("b.db")}), f.in("nothing"));
    CHECK(run({"dance"}).code == 2);
    CHECK(run({}).code == 2);
    CHECK(with({"--colour", "red"}).code == 2);
}

TEST_CASE(
    "beside a running server staff are invited, the ingest key is shown and turned, and unknown events are named") {
    hall h;
    auto invited = run({"staff", "invite", "--data", h.data(), "--event", "2020-3", "--role", "desk",
                        "--name", "2 号台", "--url", "http://hall.example"});
    CHECK(invited.code == 0);
    CHECK(invited.out.starts_with("http://hall.example/sign-in#"));
    browser desk{h};
    desk.sign_in(invited.out.substr(invited.out.find('#') + 1, 22));
    CHECK(text_at(desk.must_get("/api/session"), "staff/0/role") == "desk");

    auto key = run({"ingest-key", "--data", h.data(), "--event", "2020-3"});
    CHECK(key.out.size() == 23);
    auto turned = run({"ingest-key", "--data", h.data(), "--event", "2020-3", "--rotate"});
    CHECK(turned.code == 0);
    CHECK(turned.out != key.out);
    CHECK(run({"ingest-key", "--data", h.data(), "--event", "2020-3"}).out == turned.out);
    browser publisher{h};
    auto refused =
        publisher.ask("POST", "/ingest/2020-3/v", "", {{"Authorization", "Bearer " + key.out.substr(0, 22)}});
    CHECK(text_at(parsed(refused.body), "code") == "bad_ingest_key");

    check_one_sentence(run({"ingest-key", "--data", h.data(), "--event", "1999-1"}), "1999-1");
    check_one_sentence(
        run({"staff", "invite", "--data", h.data(), "--event", "1999-1", "--role", "desk", "--name", "x"}),
        "1999-1");
    check_one_sentence(
        run({"staff", "invite", "--data", h.data(), "--event", "2020-3", "--role", "viewer", "--name", "x"}),
        "--role");
}

TEST_CASE("an invitation leads to the server that runs, or that ran last, unless another address is said") {
    hall h;
    const auto invites = [&](std::vector<std::string> more = {}) {
        std::vector<std::string> words{"staff",  "invite", "--data", h.data(), "--event",
                                       "2020-3", "--role", "desk",   "--name", "2 号台"};
        words.insert(words.end(), more.begin(), more.end());
        const auto r = run(words);
        CHECK(r.code == 0);
        return r.out.substr(0, r.out.find('#'));
    };
    const auto here = [&] { return "http://127.0.0.1:" + std::to_string(h.port()) + "/sign-in"; };
    CHECK(invites() == here());
    CHECK(invites({"--url", "https://hall.example"}) == "https://hall.example/sign-in");
    CHECK(invites({"--url", "https://hall.example/"}) == "https://hall.example/sign-in");
    CHECK(invites({"--url=https://hall.example//"}) == "https://hall.example/sign-in");
    CHECK(h.stop() == 0);
    CHECK(invites() == here());
    h.start();
    CHECK(invites() == here());
    h.kill();
    std::filesystem::remove(h.data() + "/address");
    CHECK(invites() == "http://127.0.0.1:8080/sign-in");
}

TEST_CASE("links begin with public_url, whether or not a slash is at its end") {
    temporary_folder f;
    std::ofstream{f.in("hall.toml")} << "public_url = \"https://hall.example/\"\n";
    auto words = serve(f);
    words.insert(words.end(), {"--config", f.in("hall.toml")});
    program server{words};
    int links = 0;
    for (auto line = server.read_line();; line = server.read_line()) {
        if (const auto at = line.find("https://"); at != std::string::npos) {
            ++links;
            const auto path = line.substr(at + std::string{"https://hall.example"}.size());
            CHECK((path.starts_with("/e/2020-3") || path.starts_with("/sign-in#")));
        }
        if (line.starts_with("organizer ")) break;
    }
    CHECK(links == 6);
    const auto invited = run({"staff", "invite", "--data", f.in("data"), "--event", "2020-3", "--role",
                              "desk", "--name", "2 号台"});
    CHECK(invited.out.starts_with("https://hall.example/sign-in#"));
}

TEST_CASE(
    "a name that the organizer's page would refuse is refused on the command line, and nothing is written") {
    hall h;
    const auto members = [&] { return number_in(h.database(), "SELECT count(*) FROM staff"); };
    const auto before = members();
    const auto invites = [&](const std::string& name) {
        return run(
            {"staff", "invite", "--data", h.data(), "--event", "2020-3", "--role", "desk", "--name", name});
    };
    std::string long_name;
    for (int i = 0; i < 41; ++i) long_name += "长";
    for (const auto& [name, word] :
         std::vector<std::pair<std::string, std::string>>{{"\xff\xfe", "UTF-8"},
                                                          {"\xe5\x88", "UTF-8"},     // half a character
                                                          {"\xed\xa0\x80", "UTF-8"}, // a surrogate
                                                          {std::string(200, 'x'), "40"},
                                                          {long_name, "40"},
                                                          {std::string(100'000, 'x'), "40"},
                                                          {" \t\n ", "missing"},
                                                          {"\u202e", "missing"}}) {
        auto refused = invites(name);
        check_one_sentence(refused, "--name");
        check_one_sentence(refused, word);
        CHECK(refused.code == 2);
    }
    CHECK(members() == before);

    CHECK(invites("刘\u202e\n  洋 ").code == 0);
    CHECK(members() == before + 1);
    CHECK(number_in(h.database(), "SELECT count(*) FROM staff WHERE name = '刘 洋'") == 1);
}

TEST_CASE("a backup taken while registrations come in is whole and consistent") {
    hall h{2};
    temporary_folder f;
    std::atomic<bool> over{false};
    std::atomic<int> done{0};
    std::thread writer{[&] {
        browser guest{h};
        while (!over) {
            guest.registers("b" + std::to_string(done), "林一帆", std::to_string(13900000000 + done));
            ++done;
        }
    }};
    while (done < 20) std::this_thread::yield();
    auto backup = run({"backup", "--data", h.data(), f.in("copy.db")});
    over = true;
    writer.join();
    CHECK(backup.code == 0);
    CHECK(std::filesystem::exists(f.in("copy.db.secret")));
    CHECK(number_in(f.in("copy.db"), "SELECT count(*) FROM meta WHERE name = 'epoch'") == 0);
    auto registrations = number_in(f.in("copy.db"), "SELECT count(*) FROM registration");
    CHECK(registrations >= 20);
    CHECK(number_in(f.in("copy.db"), "SELECT count(*) FROM ticket") == registrations);
    CHECK(number_in(f.in("copy.db"), "SELECT count(*) FROM done") == registrations);
    CHECK(number_in(f.in("copy.db"), "SELECT max(seq) FROM feed") == registrations);
    CHECK(number_in(f.in("copy.db"), "SELECT last_seq FROM event") == registrations);
    CHECK(number_in(f.in("copy.db"),
                    "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") == 1);
    check_one_sentence(run({"backup", "--data", h.data(), f.in("copy.db")}), "exists already");
    check_one_sentence(run({"backup", "--data", h.data(), f.in("no/such/folder.db")}),
                       f.in("no/such/folder.db"));
}

TEST_CASE("who asks for help gets it, whatever the command") {
    for (const auto& words : {std::vector<std::string>{"help"},
                              {"--help"},
                              {"serve", "--help"},
                              {"backup", "--data", "x", "--help"}}) {
        auto r = run(words);
        CHECK(r.code == 0);
        CHECK(r.err.empty());
        CHECK(r.out.find("jiangtang serve") != std::string::npos);
    }
}

TEST_CASE("the tables that documents show can be printed") {
    auto routes = run({"routes"});
    CHECK(routes.code == 0);
    CHECK(routes.out.find("/api/events/{slug}/check-ins") != std::string::npos);
    CHECK(routes.out.find("/ingest/{slug}/{track}") != std::string::npos);
    CHECK(run({"problems"}).out.find("version_conflict") != std::string::npos);
    CHECK(run({"config"}).out.find("listen = \"127.0.0.1:8080\"") != std::string::npos);
    CHECK(run({"--version"}).out.starts_with("jiangtang "));
}

} // namespace jiangtang::test
