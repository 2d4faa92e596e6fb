// WebSockets over real sockets: conversation, order, limits, and every way a connection ends.
#include "hub/hub.hpp"
#include "net/websocket_codec.hpp"
#include "running_server.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>

using namespace jiangtang;
using namespace jiangtang::test;
using net::asio::awaitable;

namespace {

/// Greets, echoes, and does what some words ask for.
class talker : public net::websocket_handler {
public:
    talker(net::websocket& s, hub::hub* rooms, std::atomic<int>& open)
        : socket_{s}, rooms_{rooms}, open_{open} {
        ++open_;
    }
    ~talker() override { --open_; }

    awaitable<void> on_open() override {
        if (rooms_) subscription_ = rooms_->join(socket_.shard(), "room", socket_, 1, "me", true);
        socket_.send("hello");
        subscription_.release(0);
        co_return;
    }
    awaitable<void> on_text(std::string_view text) override {
        if (text == "throw") throw std::runtime_error{"broken world"};
        if (text == "close") co_return socket_.close(4002, "signed out");
        if (text == "slow") {
            net::asio::steady_timer timer{socket_.executor(), std::chrono::milliseconds{50}};
            co_await timer.async_wait(net::asio::use_awaitable);
        }
        if (text.starts_with("flood ")) {
            const auto size = std::stoul(std::string{text.substr(6)});
            const auto frame = net::text_frame(std::string(size, 'x'));
            for (int i = 0; i < 10'000 && !socket_.closing(); ++i) socket_.deliver(frame, false);
            co_return;
        }
        socket_.send(text);
    }
    void on_close() override { subscription_.leave(); }

private:
    net::websocket& socket_;
    hub::hub* rooms_;
    std::atomic<int>& open_;
    hub::subscription subscription_;
};

struct talking {
    std::atomic<int> handlers{0};
    hub::hub* rooms = nullptr;
    std::unique_ptr<running_server> s;

    explicit talking(net::settings settings = quick(), std::size_t outbox_limit = 64 * 1024) {
        net::upgrade_handler open = [this, outbox_limit](net::request& q) -> awaitable<result<net::upgrade>> {
            if (q.query.has("deny")) co_return errc::sign_in_required;
            net::upgrade up;
            up.outbox_limit = outbox_limit;
            up.open = [this](net::websocket& w) { return std::make_unique<talker>(w, rooms, handlers); };
            co_return up;
        };
        std::vector<net::route> rows;
        rows.push_back({net::method::get, "/feed", net::access::anyone, 0, std::move(open)});
        s = std::make_unique<running_server>(std::move(rows), settings);
    }
    ~talking() { s.reset(); }
    websocket_client client(std::string_view path = "/feed", std::size_t receive_buffer = 0) {
        return websocket_client{s->port(), path, {}, receive_buffer};
    }
    void wait_for_nobody() {
        CHECK(eventually([&] { return handlers == 0 && s->server().counts().websockets == 0; }));
    }
};

} // namespace

TEST_CASE("a conversation: greeting, messages in order, fragments, ping, and a clean close") {
    talking t;
    auto c = t.client();
    REQUIRE(c.open());
    CHECK(c.answer().field("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    CHECK(c.read_text() == "hello");
    c.raw().send(client_frame(0x81, "slow") + client_frame(0x81, "second") + client_frame(0x89, "ping") +
                 client_frame(0x81, "third"));
    CHECK(c.read_text() == "slow");
    CHECK(c.read_text() == "second");
    const auto pong = c.read_frame();
    CHECK(pong->opcode == 10);
    CHECK(pong->payload == "ping");
    CHECK(c.read_text() == "third");
    c.raw().send(client_frame(0x01, "a ") + client_frame(0x00, "whole ") + client_frame(0x80, "one"));
    CHECK(c.read_text() == "a whole one");
    c.send_close(1000, "bye");
    CHECK(c.read_close() == 1000);
    CHECK(c.raw().at_end());
    t.wait_for_nobody();
}

TEST_CASE("messages sent with the handshake, before its answer, are not lost") {
    talking t;
    raw_socket c{t.s->port()};
    c.send(
        "GET /feed HTTP/1.1\r\nHost: a\r\nOrigin: http://a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
        client_frame(0x81, "early"));
    CHECK(read_answer(c).status == 101);
    CHECK(c.read_until("early") == "\x81\x05hello\x81\x05"
                                   "early");
}

TEST_CASE("a foreign or absent Origin is refused before the upgrade, and so is what the handler denies") {
    talking t;
    CHECK(websocket_client(t.s->port(), "/feed", {{"Origin", "http://evil.example"}}).answer().status == 403);
    CHECK(websocket_client(t.s->port(), "/feed", {{"Origin", "null"}}).answer().status == 403);
    CHECK(websocket_client(t.s->port(), "/feed", {{"Origin", ""}}).answer().status == 403);
    const auto denied = t.client("/feed?deny=1");
    CHECK(denied.answer().status == 401);
    CHECK(denied.answer().field("content-type") == "application/problem+json");
    http_client plain{t.s->port()};
    CHECK(plain.get("/feed").status == 426);
    CHECK(t.s->server().counts().websockets_opened == 0);
}

TEST_CASE("what breaks the protocol is answered with its code, its connection ends, and all others stay") {
    talking t;
    auto bystander = t.client();
    CHECK(bystander.read_text() == "hello");
    const auto code_for = [&](const std::string& bytes) {
        auto c = t.client();
        c.read_text();
        c.raw().send(bytes);
        const int code = c.read_close();
        c.raw().at_end();
        return code;
    };
    CHECK(code_for(client_frame(0x81, "unmasked", false)) == 1002);
    CHECK(code_for(client_frame(0xC1, "compressed")) == 1002);
    CHECK(code_for(client_frame(0x81, "\xFF")) == 1007);
    CHECK(code_for(client_frame(0x82, "binary") + client_frame(0x88, "\x03\xEB")) == 1003);
    CHECK(code_for(client_frame(0x81, std::string(4097, 'x'))) == 1009);
    CHECK(code_for(client_frame(0x88, "")) == 1005);
    CHECK(code_for(client_frame(0x88, "\x03\xED")) == 1002);
    CHECK(code_for(client_frame(0x88, "\x03")) == 1002); // half a code
    CHECK(code_for(client_frame(0x88, "\x03\xE8\xFF")) == 1007);
    CHECK(code_for(client_frame(0xA1, "RSV2")) == 1002);
    CHECK(code_for(client_frame(0x91, "RSV3")) == 1002);
    CHECK(code_for(client_frame(0x83, "a data opcode that is none")) == 1002);
    CHECK(code_for(client_frame(0x8B, "a control opcode that is none")) == 1002);
    CHECK(code_for(client_frame(0x09, "a ping in pieces")) == 1002);
    CHECK(code_for(client_frame(0x89, std::string(126, 'x'))) == 1002);
    CHECK(code_for(client_frame(0x80, "goes on with nothing")) == 1002);
    CHECK(code_for(client_frame(0x01, "half") + client_frame(0x81, "another")) == 1002);
    CHECK(code_for(client_frame(0x01, "\xE9\x97") + client_frame(0x80, "x")) ==
          1007); // a character cut short
    CHECK(code_for(client_frame(0x01, std::string(4000, 'x')) + client_frame(0x80, std::string(97, 'x'))) ==
          1009);
    bystander.send_text("still here");
    CHECK(bystander.read_text() == "still here");
    bystander.send_close(1000);
    CHECK(bystander.read_close() == 1000);
    t.wait_for_nobody();
}

TEST_CASE("an exception of the handler closes with 1011, a close of the handler with its code") {
    talking t;
    auto broken = t.client(), signed_out = t.client();
    broken.send_text("throw");
    CHECK(broken.read_close() == 1011);
    signed_out.send_text("close");
    CHECK(signed_out.read_close() == 4002);
    signed_out.send_close(4002);
    CHECK(signed_out.raw().at_end());
}

TEST_CASE("a peer that does not answer our close is cut off") {
    auto settings = quick();
    settings.close_grace = std::chrono::milliseconds{50};
    talking t{settings};
    auto c = t.client();
    c.send_text("close");
    CHECK(c.read_close() == 4002);
    CHECK(c.raw().at_end());
    t.wait_for_nobody();
}

TEST_CASE("a reader that falls behind by more than its outbox is closed with 4001, and no frame is torn") {
    talking t;
    auto c = t.client("/feed", 4096);
    CHECK(c.read_text() == "hello");
    c.send_text("flood 10000");
    REQUIRE(eventually([&] { return t.s->server().counts().slow_readers > 0; }));
    int frames = 0;
    for (;;) {
        auto f = c.read_frame();
        REQUIRE(f);
        if (f->opcode == 8) {
            CHECK(f->code() == 4001);
            break;
        }
        CHECK(f->payload.size() == 10'000);
        ++frames;
    }
    CHECK(frames < 10'000);
}

TEST_CASE("a reader that takes nothing at all is let go") {
    auto settings = quick();
    settings.close_grace = std::chrono::milliseconds{50};
    talking t{settings};
    auto c = t.client("/feed", 4096);
    c.send_text("flood 10000");
    REQUIRE(eventually([&] { return t.s->server().counts().slow_readers > 0; }));
    t.wait_for_nobody();
}

TEST_CASE("a reader that takes nothing is let go, however little waits for it and however much it says") {
    auto settings = quick();
    settings.stuck_after = std::chrono::milliseconds{100};
    settings.close_grace = std::chrono::milliseconds{50};
    talking t{settings, 64 * 1024 * 1024};
    auto c = t.client("/feed", 4096);
    c.send_text("flood 1000");
    REQUIRE(eventually([&] {
        c.raw().send(client_frame(0x8A, "still here"));
        return t.s->server().counts().slow_readers > 0;
    }));
    t.wait_for_nobody();
}

TEST_CASE("who is silent is let go after the same time, though a close of ours is not answered yet") {
    auto settings = quick();
    settings.dead_after = std::chrono::milliseconds{200};
    settings.close_grace = std::chrono::minutes{5};
    talking t{settings};
    auto c = t.client();
    c.send_text("close");
    CHECK(c.read_close() == 4002);
    t.wait_for_nobody();
}

TEST_CASE("a pong sent while a large frame is half sent does not tear it") {
    talking t{quick(), 64 * 1024 * 1024};
    auto c = t.client("/feed", 4096);
    CHECK(c.read_text() == "hello");
    c.send_text("flood 5000");
    c.raw().send(client_frame(0x89, "still there?"));
    int texts = 0, pongs = 0;
    while (texts < 10'000 || pongs < 1) {
        const auto f = c.read_frame();
        REQUIRE(f);
        if (f->opcode == 10) ++pongs;
        if (f->opcode == 1) {
            REQUIRE(f->payload.size() == 5000);
            ++texts;
        }
    }
    CHECK(pongs == 1);
}

TEST_CASE("the server pings, keeps who answers and drops who does not") {
    auto settings = quick();
    settings.ping_interval = std::chrono::milliseconds{40};
    settings.dead_after = std::chrono::milliseconds{150};
    talking t{settings};
    auto alive = t.client(), dead = t.client();
    for (int pings = 0; pings < 8;) {
        const auto f = alive.read_frame();
        REQUIRE(f);
        if (f->opcode != 9) continue;
        ++pings;
        alive.raw().send(client_frame(0x8A, f->payload));
    }
    alive.send_text("here");
    CHECK(alive.read_text() == "here");
    CHECK(dead.read_close() == 1006);
}

TEST_CASE("an idle WebSocket is not under the idle time of HTTP") {
    auto settings = quick();
    settings.idle_timeout = settings.header_timeout = settings.transfer_grace = std::chrono::milliseconds{30};
    settings.ping_interval = std::chrono::milliseconds{100};
    talking t{settings};
    auto c = t.client();
    for (auto f = c.read_frame(); f->opcode != 9; f = c.read_frame()) REQUIRE(f);
    c.send_text("still here");
    CHECK(c.read_text() == "still here");
}

TEST_CASE("through the hub every connection hears a batch in order, and a closed one leaves its room") {
    talking t;
    hub::hub rooms{t.s->shards().contexts(), net::text_frame};
    t.rooms = &rooms;
    std::vector<websocket_client> clients;
    for (int i = 0; i < 8; ++i) clients.push_back(t.client());
    for (auto& c : clients) CHECK(c.read_text() == "hello");
    CHECK(rooms.viewers("room") == 8);
    std::vector<hub::notice> batch;
    for (int i = 1; i <= 200; ++i) batch.push_back({i, 1, {}, rooms.frame(std::to_string(i))});
    rooms.publish("room", batch);
    rooms.broadcast("room", 1, rooms.frame("tick"));
    for (auto& c : clients) {
        for (int i = 1; i <= 200; ++i) CHECK(c.read_text() == std::to_string(i));
        CHECK(c.read_text() == "tick");
    }
    clients.pop_back();
    REQUIRE(eventually([&] { return rooms.viewers("room") == 7; }));
    rooms.close("room", "me", 4002, "signed out");
    for (auto& c : clients) CHECK(c.read_close() == 4002);
    CHECK(rooms.viewers("room") == 0);
    clients.clear();
    t.s->stop();
    t.wait_for_nobody();
}
