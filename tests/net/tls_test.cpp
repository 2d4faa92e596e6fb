// HTTPS over real sockets: what it must do as HTTP does, what TLS adds, and what hostile clients try.
#include "net/secure_only.hpp"
#include "running_server.hpp"

#include "base/crypto.hpp"
#include "base/random.hpp"
#include "net/websocket_codec.hpp"

#include <doctest/doctest.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

using namespace jiangtang;
using namespace jiangtang::test;
using net::asio::awaitable;

namespace {

namespace fs = std::filesystem;

/// A folder that goes with the test, and files of a certificate in it.
struct certificate_folder {
    fs::path path = fs::temp_directory_path() / ("jiangtang-tls-" + random_token());
    certificate_folder() { fs::create_directory(path); }
    ~certificate_folder() { fs::remove_all(path); }

    void put(const std::string& name, const std::string& text) const {
        std::ofstream{path / name, std::ios::trunc} << text;
    }
    certificate put_certificate(const std::vector<std::string>& names) const {
        auto made = make_certificate(names, system_now());
        put("chain.pem", made.chain);
        put("key.pem", made.key);
        return made;
    }
    net::tls_files files() const { return {path / "chain.pem", path / "key.pem"}; }
};

std::shared_ptr<const std::string> noise(std::size_t size) {
    std::string out;
    while (out.size() < size) out += random_token();
    out.resize(size);
    return std::make_shared<const std::string>(std::move(out));
}

/// Sends frames of 381 bytes, gathered, until the reader is given up.
class flooding : public net::websocket_handler {
public:
    explicit flooding(net::websocket& s) : socket_{s} {}
    awaitable<void> on_open() override { co_return; }
    awaitable<void> on_text(std::string_view text) override {
        if (text != "flood") co_return socket_.send(text);
        const auto frame = net::text_frame(std::string(377, 'x'));
        for (int i = 0; i < 1'000'000 && !socket_.closing(); ++i) socket_.deliver(frame, true);
    }
    void on_close() override {}

private:
    net::websocket& socket_;
};

struct secure_hall {
    certificate_folder folder;
    std::shared_ptr<const std::string> big = noise(3'000'017);
    std::shared_ptr<net::tls> certificate;
    std::unique_ptr<running_server> s;

    explicit secure_hall(net::settings settings = quick(), bool by_files = false) {
        if (by_files) folder.put_certificate({"127.0.0.1"});
        certificate = by_files ? std::make_shared<net::tls>(folder.files(), system_now)
                               : std::make_shared<net::tls>(folder.path, net::machine_names, system_now);
        s = std::make_unique<running_server>(rows(), settings, everybody(), nullptr, 2, certificate);
    }
    http_client client(const tls_wishes& wishes = {}) const { return {s->tls_port(), wishes}; }

    std::vector<net::route> rows() {
        std::vector<net::route> out;
        out.push_back(row(net::method::get, "/who", [](net::request& q) {
            auto r = net::text(200, q.peer + (q.loopback ? " here " : " ") + q.origin());
            net::set_cookie(r, q, "session", "abc", 60);
            return r;
        }));
        out.push_back(
            row(net::method::get, "/big", [this](net::request&) { return net::bytes("video/mp4", big); }));
        out.push_back(row(
            net::method::post, "/digest", [](net::request& q) { return net::text(200, sha256_hex(q.body)); },
            4'000'000));
        out.push_back({net::method::get, "/feed", net::access::anyone, 0,
                       net::upgrade_handler{[](net::request&) -> awaitable<result<net::upgrade>> {
                           net::upgrade up;
                           up.open = [](net::websocket& w) { return std::make_unique<flooding>(w); };
                           co_return up;
                       }}});
        return out;
    }
};

std::string refusal(std::uint16_t port, const tls_wishes& wishes) {
    raw_socket c{port};
    try {
        c.secure(wishes);
    } catch (const std::runtime_error& e) {
        return e.what();
    }
    return "";
}

} // namespace

TEST_CASE("over HTTPS answers are the same, links and cookies are secure, and large bodies go both ways") {
    secure_hall h;
    auto c = h.client();
    const auto who = c.get("/who");
    CHECK(who.body == "127.0.0.1 here " + c.origin());
    CHECK(who.field("set-cookie") ==
          "__Host-session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
    CHECK_FALSE(who.closes());
    CHECK(c.get("/big").body == *h.big);
    CHECK(c.post("/digest", *h.big).body == sha256_hex(*h.big));
    CHECK(
        c.post("/digest", "{}", {{"Origin", "http://127.0.0.1:" + std::to_string(h.s->tls_port())}}).status ==
        403);
    CHECK(http_client{h.s->port()}.get("/who").field("set-cookie") ==
          "session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
}

TEST_CASE("a large answer arrives whole over TLS though the reader's window is small") {
    secure_hall h;
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        raw_socket c{h.s->tls_port(), 4096};
        c.secure({version, version});
        c.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
        CHECK(read_answer(c).body == *h.big);
    }
}

TEST_CASE("requests that arrive in one record are answered one after another") {
    secure_hall h;
    auto c = h.client();
    std::string many;
    for (int i = 0; i < 50; ++i) many += "GET /who HTTP/1.1\r\nHost: a\r\n\r\n";
    c.send(many);
    for (int i = 0; i < 50; ++i) CHECK(c.read().status == 200);
}

TEST_CASE("a connection ends with close_notify, so that nobody can cut an answer short unseen") {
    secure_hall h;
    auto c = h.client();
    c.send("GET /who HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK(c.read().status == 200);
    CHECK(c.raw().at_end());
    CHECK_FALSE(c.raw().was_reset());
}

TEST_CASE("a WebSocket talks over TLS, also when many messages come in one record") {
    secure_hall h;
    websocket_client c{h.s->tls_port(), "/feed", {}, 0, true};
    REQUIRE(c.open());
    std::string many;
    for (int i = 0; i < 500; ++i) many += client_frame(0x81, std::to_string(i) + std::string(100, '.'));
    c.raw().send(many);
    for (int i = 0; i < 500; ++i) CHECK(c.read_text() == std::to_string(i) + std::string(100, '.'));
    c.send_close(1000);
    CHECK(c.read_close() == 1000);
    CHECK(c.raw().at_end());
    CHECK(websocket_client(h.s->tls_port(), "/feed", {{"Origin", "http://127.0.0.1"}}, 0, true)
              .answer()
              .status == 403);
}

// 43 frames of 381 bytes and one byte of the next fill a record of 16 KiB: were that byte sent, the close frame would be torn.
// (Negative control: without the line in tls_stream.cpp that keeps it back, this fails.)
TEST_CASE("a reader over TLS that falls behind is closed with 4001, and no frame is torn") {
    secure_hall h;
    for (int times = 0; times < 10; ++times) {
        websocket_client c{h.s->tls_port(), "/feed", {}, 4096, true};
        REQUIRE(c.open());
        const auto before = h.s->server().counts().slow_readers.load();
        c.send_text("flood");
        REQUIRE(eventually([&] { return h.s->server().counts().slow_readers > before; }));
        for (;;) {
            const auto f = c.read_frame();
            REQUIRE(f);
            if (f->opcode == 8) {
                CHECK(f->code() == 4001);
                break;
            }
            REQUIRE(f->payload == std::string(377, 'x'));
        }
    }
}

TEST_CASE("TLS 1.2 and 1.3 are spoken, older ones and other protocols than HTTP/1.1 are not") {
    secure_hall h;
    CHECK(refusal(h.s->tls_port(), {TLS1_2_VERSION, TLS1_2_VERSION}).empty());
    CHECK(refusal(h.s->tls_port(), {TLS1_3_VERSION, TLS1_3_VERSION}).empty());
    CHECK(refusal(h.s->tls_port(), {TLS1_1_VERSION, TLS1_1_VERSION}).find("protocol version") !=
          std::string::npos);
    CHECK(refusal(h.s->tls_port(), {TLS1_VERSION, TLS1_VERSION}).find("protocol version") !=
          std::string::npos);
    CHECK(refusal(h.s->tls_port(), {0, 0, "\x02h2"}).find("no application protocol") != std::string::npos);
    auto both = h.client({0, 0, "\x02h2\x08http/1.1"});
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(both.raw().tls(), &chosen, &size);
    CHECK(std::string(reinterpret_cast<const char*>(chosen), size) == "http/1.1");
    CHECK(both.get("/who").status == 200);
}

TEST_CASE("a client may not negotiate again, and the others do not notice") {
    secure_hall h;
    auto c = h.client({TLS1_2_VERSION, TLS1_2_VERSION}), other = h.client();
    CHECK(c.get("/who").status == 200);
    REQUIRE(SSL_renegotiate(c.raw().tls()) == 1);
    CHECK_THROWS(c.get("/who")); // no_renegotiation, which OpenSSL's client takes for the end
    CHECK(other.get("/who").status == 200);
}

TEST_CASE("the keys may be changed in the middle of a large answer") {
    secure_hall h;
    auto c = h.client({TLS1_3_VERSION, TLS1_3_VERSION});
    for (int times = 0; times < 3; ++times) {
        REQUIRE(SSL_key_update(c.raw().tls(), SSL_KEY_UPDATE_REQUESTED) == 1);
        CHECK(c.get("/big").body == *h.big);
    }
}

TEST_CASE("who comes without TLS to the port of HTTPS is told where to go, even to an ingest") {
    secure_hall h;
    http_client c{h.s->tls_port()};
    const auto to = "https://127.0.0.1:" + std::to_string(h.s->tls_port());
    const auto answer = c.get("/who%20is?a=b%2Fc");
    CHECK(answer.status == 308);
    CHECK(answer.field("location") == to + "/who%20is?a=b%2Fc");
    CHECK(answer.field("strict-transport-security").empty());
    CHECK(c.post("/digest", "{}").field("location") == to + "/digest");
    CHECK(c.ask("POST", "/ingest/2020-3/video", "x", {}).status == 308);
}

TEST_CASE(
    "garbage, half a handshake, and silence at the port of HTTPS end in their time, and count as connections") {
    auto settings = quick();
    settings.header_timeout = std::chrono::milliseconds{150};
    secure_hall h{settings};
    raw_socket garbage{h.s->tls_port()}, nonsense{h.s->tls_port()}, half{h.s->tls_port()},
        silent{h.s->tls_port()};
    garbage.send(std::string{"\x80\x2e\x01\x00\x02", 5});
    garbage.read_to_end();
    nonsense.send("\x16\x03\x01" + std::string(300, '\xff'));
    CHECK(nonsense.read_to_end().size() < 10); // an alert at most
    half.send(std::string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11});
    REQUIRE(eventually([&] { return h.s->server().connections() == 2; }));
    CHECK(half.read_to_end().empty());
    CHECK(silent.read_to_end().empty());
    CHECK(h.client().get("/who").status == 200);
}

TEST_CASE("one connection too many over TLS is told so") {
    auto settings = quick();
    settings.max_connections = 1;
    secure_hall h{settings};
    auto first = h.client();
    CHECK(first.get("/who").status == 200);
    auto second = h.client();
    CHECK(second.get("/who").status == 503);
    websocket_client page{h.s->tls_port(), "/feed", {}, 0, true};
    CHECK(page.read_close() == 4003);
    page.send_close(4003);
    CHECK(page.raw().at_end());
    CHECK_FALSE(page.raw().was_reset());
}

TEST_CASE("a reader over TLS that takes nothing is closed") {
    auto settings = quick();
    settings.transfer_grace = std::chrono::milliseconds{50};
    settings.slowest_reader = 1'000'000'000;
    secure_hall h{settings};
    h.big = noise(32 * 1024 * 1024);
    raw_socket slow{h.s->tls_port(), 4096};
    slow.secure();
    slow.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(eventually([&] { return h.s->server().counts().requests > 0; }));
    REQUIRE(eventually([&] { return h.s->server().connections() == 0; }));
}

TEST_CASE("stopping ends connections over TLS as it does others") {
    secure_hall h;
    auto idle = h.client();
    CHECK(idle.get("/who").status == 200);
    websocket_client c{h.s->tls_port(), "/feed", {}, 0, true};
    raw_socket shaking{h.s->tls_port()};
    h.s->server().stop();
    CHECK(c.read_close() == 1012);
    CHECK(idle.raw().read_to_end().empty());
    h.s->stop();
}

TEST_CASE("what a proxy says of the client is believed by configuration only, with TLS as without") {
    const http_fields words{{"X-Forwarded-For", "203.0.113.7"}, {"X-Forwarded-Proto", "http"}};
    secure_hall direct;
    auto c = direct.client();
    CHECK(c.get("/who", words).body == "127.0.0.1 here " + c.origin());
    http_client plain{direct.s->port()};
    CHECK(plain.get("/who", {{"X-Forwarded-Proto", "https"}}).body == "127.0.0.1 here " + plain.origin());
    auto settings = quick();
    settings.trust_loopback_proxy = true;
    settings.public_url = "https://hall.example.cn";
    secure_hall behind{settings};
    CHECK(behind.client().get("/who", words).body == "203.0.113.7 https://hall.example.cn");
    CHECK(http_client{behind.s->port()}.get("/who", words).body == "203.0.113.7 https://hall.example.cn");
}

TEST_CASE("only a certificate that browsers know makes them come over HTTPS for ever, and only at port 443") {
    auto settings = quick();
    settings.public_url = "https://hall.example.cn";
    secure_hall real{settings, true}, self_made{settings}, elsewhere{quick(), true};
    CHECK(real.client().get("/who").field("strict-transport-security") == "max-age=31536000");
    CHECK(http_client{real.s->port()}.get("/who").field("strict-transport-security").empty());
    CHECK(self_made.client().get("/who").field("strict-transport-security").empty());
    CHECK(elsewhere.client().get("/who").field("strict-transport-security").empty());
    CHECK(net::strict_transport("", 443) == "max-age=31536000");
    CHECK(net::strict_transport("https://hall.example.cn:8443", 443).empty());
}

TEST_CASE(
    "who comes without TLS is sent to HTTPS from elsewhere, but for probes, encoders and the page of trust") {
    const net::peer here{"127.0.0.1", true}, elsewhere{"192.168.1.7"};
    for (const auto* path :
         {"/", "/e/2020-3/desk", "/api/events", "/metrics", "/feed", "/live/2020-3/index.m3u8", "/trusted"}) {
        CHECK(net::must_be_secure(elsewhere, true, path));
        CHECK_FALSE(net::must_be_secure(elsewhere, false, path));
        CHECK_FALSE(net::must_be_secure(here, true, path));
    }
    for (const auto* path : {"/healthz", "/readyz", "/ingest/2020-3/video", "/trust", "/trust/jiangtang.crt",
                             "/api/trust", "/assets/a.js"})
        CHECK_FALSE(net::must_be_secure(elsewhere, true, path));
    CHECK(net::must_be_secure({"127.0.0.1", true, true}, false, "/healthz"));

    const auto sent = [](std::string host, std::string_view public_url, std::uint16_t port) {
        const auto head = net::read_head("GET /a%2Bb?c=d HTTP/1.1\r\nHost: " + host + "\r\n\r\n").value();
        const auto r = net::sent_to_https(head, public_url, port);
        CHECK(r.status == 308);
        return r.fields.at(0).second;
    };
    CHECK(sent("hall.local:8080", "", 8443) == "https://hall.local:8443/a%2Bb?c=d");
    CHECK(sent("hall.local", "", 443) == "https://hall.local/a%2Bb?c=d");
    CHECK(sent("[fd00::1]:8080", "", 8443) == "https://[fd00::1]:8443/a%2Bb?c=d");
    CHECK(sent("[fd00::1]", "", 443) == "https://[fd00::1]/a%2Bb?c=d");
    CHECK(sent("10.0.0.5", "https://hall.example.cn/", 8443) == "https://hall.example.cn/a%2Bb?c=d");
    CHECK(sent("10.0.0.5", "http://hall.example.cn", 8443) == "https://10.0.0.5:8443/a%2Bb?c=d");
}
