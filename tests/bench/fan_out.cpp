// How long until everybody has heard: many WebSocket connections, each a viewer of its own joined to the feed; a
// moderator's command makes a public notice; measured from the command's send to the last connection's receipt.
// Then all of them vote at once: until the last one has its answer, and until the last one has seen the whole sum.
// Then all of them react once a second for some seconds: how many ticks each was sent, and that the last tells the whole sum.
// The generator runs on the same machine and shares its cores: what it prints is an upper bound.
#include "bench/socket.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

using namespace jiangtang::bench;

namespace {

struct hall {
    target to;
    std::string slug;
    std::vector<std::unique_ptr<connection>> owned;
    std::vector<connection*> viewers;
};

std::string upgrade(const hall& h, const std::string& cookie, const std::string& as) {
    return "GET /feed?event=" + h.slug + "&as=" + as + " HTTP/1.1\r\nHost: " + h.to.host +
           "\r\nOrigin: http://" + h.to.host + "\r\nCookie: " + cookie +
           "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

/// Takes the answer to the upgrade and the hello; false when not both are there.
bool take_hello(connection& c) {
    auto end = c.in.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    if (!c.in.starts_with("HTTP/1.1 101")) fail("no upgrade: " + c.in.substr(0, end));
    auto rest = c.in.substr(end + 4);
    std::string message;
    if (!take_message(rest, message)) return false;
    c.in = rest;
    return true;
}

/// Every viewer gets a cookie of its own and joins the feed over the same connection.
void join_all(hall& h, std::size_t count) {
    std::vector<int> step(count, 0); // 0: asks for the cookie, 1: joins, 2: is there
    std::size_t there = 0;
    const std::string body = "{}";
    const auto ask = "POST /api/events/" + h.slug + "/viewers HTTP/1.1\r\nHost: " + h.to.host +
                     "\r\nOrigin: http://" + h.to.host +
                     "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n" + body;
    for (std::size_t i = 0; i < count; ++i) {
        h.owned.push_back(std::make_unique<connection>(h.to));
        h.viewers.push_back(h.owned.back().get());
        h.viewers.back()->send(ask);
    }
    read_until(
        h.viewers,
        [&](std::size_t i) {
            auto& c = *h.viewers[i];
            std::string head, answer;
            if (step[i] == 0 && take_answer(c.in, head, answer)) {
                if (status_of(head) != 201) fail("no viewer: " + head + answer);
                c.send(upgrade(h, cookie_of(head), "viewer"));
                step[i] = 1;
            }
            if (step[i] == 1 && take_hello(c)) {
                step[i] = 2;
                ++there;
            }
        },
        [&] { return there == count; }, std::chrono::seconds{120});
}

/// One round; → milliseconds until each viewer had the notice, the slowest last.
std::vector<double> one_round(hall& h, connection& moderator, const std::string& command) {
    std::vector<double> times;
    times.reserve(h.viewers.size());
    auto begin = clock::now();
    moderator.send(text_frame(command));
    std::string message;
    read_until(
        h.viewers,
        [&](std::size_t i) {
            while (take_message(h.viewers[i]->in, message))
                if (message.starts_with("{\"seq\":")) times.push_back(ms_since(begin));
        },
        [&] { return times.size() >= h.viewers.size(); }, std::chrono::seconds{30});
    return times;
}

void measure_notices(hall& h, connection& moderator, const std::string& question, int rounds) {
    std::vector<double> last, every;
    for (int r = 0; r < rounds; ++r) {
        auto command = "{\"id\":\"round-" + std::to_string(r) + "\",\"do\":\"" + (r % 2 ? "unpin" : "pin") +
                       "\",\"question\":\"" + question + "\"}";
        auto times = one_round(h, moderator, command);
        last.push_back(times.back());
        every.insert(every.end(), times.begin(), times.end());
        if (!moderator.receive()) fail("the moderator's feed was closed");
        if (moderator.in.find("\"error\"") != std::string::npos) fail("refused: " + moderator.in);
        moderator.in.clear();
    }
    std::printf(
        "\"connections\":%zu,\"rounds\":%d,\"last_p50_ms\":%.1f,\"last_p99_ms\":%.1f,\"each_p50_ms\":%.1f,"
        "\"each_p99_ms\":%.1f",
        h.viewers.size(), rounds, quantile(last, 0.5), quantile(last, 0.99), quantile(every, 0.5),
        quantile(every, 0.99));
}

/// The sum that a tick tells for the question, or -1.
long told_votes(const std::string& message, const std::string& question) {
    if (message.find("\"tick\"") == std::string::npos) return -1;
    auto at = message.find("\"" + question + "\":");
    return at == std::string::npos ? -1
                                   : std::strtol(message.c_str() + at + question.size() + 3, nullptr, 10);
}

void measure_votes(hall& h, const std::string& question) {
    const auto count = h.viewers.size();
    std::size_t answered = 0, saw_all = 0, ticks = 0;
    double last_answer = 0;
    std::string message;
    auto begin = clock::now();
    auto command = text_frame("{\"id\":\"vote-1\",\"do\":\"vote\",\"question\":\"" + question + "\"}");
    for (auto* viewer : h.viewers) viewer->send(command);
    read_until(
        h.viewers,
        [&](std::size_t i) {
            while (take_message(h.viewers[i]->in, message)) {
                if (message.starts_with("{\"re\":")) {
                    if (message.find("\"ok\":true") == std::string::npos) fail("refused: " + message);
                    ++answered;
                    last_answer = ms_since(begin);
                    continue;
                }
                auto told = told_votes(message, question);
                ticks += told >= 0 && i == 0;
                saw_all += told == static_cast<long>(count);
            }
        },
        [&] { return answered >= count && saw_all >= count; }, std::chrono::seconds{60});
    std::printf(",\"votes_answered_ms\":%.1f,\"votes_seen_ms\":%.1f,\"vote_ticks\":%zu", last_answer,
                ms_since(begin), ticks);
}

/// The sum of 点赞 that a tick tells, or -1.
long told_likes(const std::string& message) { return told_votes(message, "like"); }

void measure_reactions(hall& h, int seconds) {
    const auto count = h.viewers.size();
    const auto all = static_cast<long>(count) * seconds;
    std::vector<std::size_t> ticks(count, 0);
    std::size_t answered = 0, saw_all = 0;
    std::string message;
    const auto begin = clock::now();
    const auto take = [&](std::size_t i) {
        while (take_message(h.viewers[i]->in, message)) {
            if (message.starts_with("{\"re\":")) {
                if (message.find("\"ok\":true") == std::string::npos) fail("refused: " + message);
                ++answered;
                continue;
            }
            ++ticks[i];
            saw_all += told_likes(message) == all;
        }
    };
    for (int s = 0; s < seconds; ++s) {
        const auto until = begin + std::chrono::seconds{s + 1};
        const auto command =
            text_frame("{\"id\":\"react-" + std::to_string(s) + "\",\"do\":\"react\",\"kind\":\"like\"}");
        for (auto* viewer : h.viewers) viewer->send(command);
        const auto wanted = count * static_cast<std::size_t>(s + 1);
        read_until(
            h.viewers, take, [&] { return answered >= wanted && clock::now() >= until; },
            std::chrono::seconds{60});
    }
    read_until(
        h.viewers, take, [&] { return saw_all >= count; }, std::chrono::seconds{30});
    const auto took = ms_since(begin) / 1000;
    std::printf(",\"reactions\":%ld,\"reactions_s\":%.1f,\"reaction_ticks_each\":%.2f", all, took,
                static_cast<double>(*std::max_element(ticks.begin(), ticks.end())) / took);
}

} // namespace

int main(int argc, char** argv) {
    hall h{target_of(argc, argv), argument(argc, argv, "--event"), {}, {}};
    auto count = std::stoul(argument(argc, argv, "--connections"));
    auto rounds = std::stoi(argument(argc, argv, "--rounds"));
    auto question = argument(argc, argv, "--question");
    need_open_files(count + 100);
    auto begin = clock::now();
    join_all(h, count);
    auto joined = ms_since(begin);
    connection moderator{h.to};
    moderator.send(upgrade(h, argument(argc, argv, "--cookie"), "moderator"));
    bool there = false;
    std::vector<connection*> alone{&moderator};
    read_until(
        alone, [&](std::size_t) { there = take_hello(moderator); }, [&] { return there; },
        std::chrono::seconds{10});
    std::printf("{\"joined_ms\":%.0f,", joined);
    measure_notices(h, moderator, question, rounds);
    measure_votes(h, question);
    measure_reactions(h, 10);
    std::printf("}\n");
    std::fflush(stdout);
    std::_Exit(0); // thousands of sockets are closed faster by the kernel
}
