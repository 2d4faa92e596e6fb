// How long until everybody has heard: many WebSocket connections, each a viewer of its own joined to the feed; a
// moderator's command makes a public notice; measured from the command's send to the last connection's receipt.
// Then all of them vote at once: until the last one has its answer, and until the last one has seen the whole sum.
// Then all of them react once a second for some seconds: how many ticks each was sent, and that the last tells the whole sum.
// The generator runs on the same machine and shares its cores: what it prints is an upper bound.
#include "bench/crowd.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

using namespace jiangtang::bench;

namespace {

/// One round; → milliseconds until each viewer had the notice, the slowest last.
std::vector<double> one_round(crowd& h, connection& moderator, const std::string& command) {
    std::vector<double> times;
    times.reserve(h.viewers.size());
    auto begin = clock::now();
    moderator.send(text_frame(command));
    std::string message;
    read_until(
        h.viewers,
        [&](std::size_t i) {
            while (take_message(*h.viewers[i], message))
                if (message.starts_with("{\"seq\":")) times.push_back(ms_since(begin));
        },
        [&] { return times.size() >= h.viewers.size(); }, std::chrono::seconds{30});
    return times;
}

void measure_notices(crowd& h, connection& moderator, const std::string& question, int rounds) {
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

void measure_votes(crowd& h, const std::string& question) {
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
            while (take_message(*h.viewers[i], message)) {
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

void measure_reactions(crowd& h, int seconds) {
    const auto count = h.viewers.size();
    const auto all = static_cast<long>(count) * seconds;
    std::vector<std::size_t> ticks(count, 0);
    std::size_t answered = 0, saw_all = 0;
    std::string message;
    const auto begin = clock::now();
    const auto take = [&](std::size_t i) {
        while (take_message(*h.viewers[i], message)) {
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
    crowd h{target_of(argc, argv), argument(argc, argv, "--event"), {}, {}};
    auto count = std::stoul(argument(argc, argv, "--connections"));
    auto rounds = std::stoi(argument(argc, argv, "--rounds"));
    auto question = argument(argc, argv, "--question");
    need_open_files(count + 100);
    auto begin = clock::now();
    join_all(h, count, count);
    auto joined = ms_since(begin);
    connection moderator{h.to};
    moderator.send(upgrade_to_feed(h, argument(argc, argv, "--cookie"), "moderator"));
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
