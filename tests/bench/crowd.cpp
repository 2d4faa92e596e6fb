#include "bench/crowd.hpp"

#include <algorithm>

namespace jiangtang::bench {
namespace {

constexpr std::size_t viewers_of_one_address = 4000;

} // namespace

std::string upgrade_to_feed(const crowd& h, const std::string& cookie, const std::string& as) {
    return "GET /feed?event=" + h.slug + "&as=" + as + " HTTP/1.1\r\nHost: " + h.to.host +
           "\r\nOrigin: http://" + h.to.host + "\r\nCookie: " + cookie +
           "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

bool take_hello(connection& c) {
    auto end = c.in.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    if (!c.in.starts_with("HTTP/1.1 101")) fail("no upgrade: " + c.in.substr(0, end));
    const auto head = c.in.substr(0, end + 4);
    c.in.erase(0, head.size());
    std::string message;
    if (take_message(c, message)) return true;
    c.in.insert(0, head);
    return false;
}

namespace {

/// Reads on what comes to those who are there already.
void keep_reading(crowd& h) {
    std::string message;
    for (auto* viewer : h.viewers) {
        if (!viewer->receive()) fail("the server closed a feed");
        while (take_message(*viewer, message)) {}
    }
}

/// The next `count` of the crowd, all at the same moment.
void join_together(crowd& h, std::size_t count) {
    std::vector<int> step(count, 0); // 0: asks for the cookie, 1: joins, 2: is there
    std::vector<connection*> news;
    std::size_t there = 0;
    const std::string body = "{}";
    const auto ask = "POST /api/events/" + h.slug + "/viewers HTTP/1.1\r\nHost: " + h.to.host +
                     "\r\nOrigin: http://" + h.to.host +
                     "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n" + body;
    for (std::size_t i = 0; i < count; ++i) {
        auto to = h.to;
        to.from = static_cast<std::uint32_t>(h.owned.size() / viewers_of_one_address);
        h.owned.push_back(std::make_unique<connection>(to));
        news.push_back(h.owned.back().get());
        news.back()->send(ask);
    }
    read_until(
        news,
        [&](std::size_t i) {
            auto& c = *news[i];
            std::string head, answer;
            if (step[i] == 0 && take_answer(c.in, head, answer)) {
                if (status_of(head) != 201) fail("no viewer: " + head + answer);
                c.send(upgrade_to_feed(h, cookie_of(head), "viewer"));
                step[i] = 1;
            }
            if (step[i] == 1 && take_hello(c)) {
                step[i] = 2;
                ++there;
            }
        },
        [&] { return there == count; }, std::chrono::seconds{120});
    h.viewers.insert(h.viewers.end(), news.begin(), news.end());
}

} // namespace

void join_all(crowd& h, std::size_t count, std::size_t at_once) {
    while (h.viewers.size() < count) {
        join_together(h, std::min(at_once, count - h.viewers.size()));
        keep_reading(h);
    }
}

} // namespace jiangtang::bench
