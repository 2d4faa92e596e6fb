// How long until everybody has heard: many WebSocket connections, each a viewer of its own joined to the feed. One asks, until the
// moderator has the question; the moderator approves, until the last connection has it; round after round.
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

/// Reads from one connection until a message holds these words; → it.
std::string wait_for(connection& c, std::string_view words) {
    std::string message;
    bool there = false;
    const auto look = [&] {
        while (!there && take_message(c, message)) there = message.find(words) != std::string::npos;
    };
    look();
    read_until({&c}, [&](std::size_t) { look(); }, [&] { return there; }, std::chrono::seconds{10});
    return message;
}

std::string id_of(const std::string& message) {
    constexpr std::string_view before = R"("question":{"id":")";
    const auto at = message.find(before);
    if (at == std::string::npos) fail("no question: " + message);
    return message.substr(at + before.size(), message.find('"', at + before.size()) - at - before.size());
}

/// A viewer asks; → milliseconds until the moderator has the question.
double ask(connection& asker, connection& moderator, int round, std::string& question) {
    const auto begin = clock::now();
    asker.send(text_frame(R"({"id":"ask-)" + std::to_string(round) + R"(","do":"ask","text":"质量由谁来管？"})"));
    question = id_of(wait_for(moderator, R"("type":"question.asked")"));
    return ms_since(begin);
}

/// The moderator publishes it; → milliseconds until each viewer had it, the slowest last.
std::vector<double> approve(crowd& h, connection& moderator, int round, const std::string& question) {
    std::vector<double> times;
    times.reserve(h.viewers.size());
    const auto begin = clock::now();
    const auto round_id = "approve-" + std::to_string(round);
    moderator.send(text_frame(R"({"id":")" + round_id + R"(","do":"approve","question":")" + question + "\"}"));
    std::string message;
    read_until(
        h.viewers,
        [&](std::size_t i) {
            while (take_message(*h.viewers[i], message))
                if (message.find(R"("type":"question.published")") != std::string::npos)
                    times.push_back(ms_since(begin));
        },
        [&] { return times.size() >= h.viewers.size(); }, std::chrono::seconds{30});
    if (wait_for(moderator, round_id).find("\"error\"") != std::string::npos) fail("not approved");
    return times;
}

void measure_questions(crowd& h, connection& moderator, int rounds) {
    std::vector<double> asked, last, every;
    for (int r = 0; r < rounds; ++r) {
        std::string question;
        const auto asker = static_cast<std::size_t>(r) % h.viewers.size();
        asked.push_back(ask(*h.viewers[asker], moderator, r, question));
        auto times = approve(h, moderator, r, question);
        last.push_back(times.back());
        every.insert(every.end(), times.begin(), times.end());
    }
    std::printf("\"connections\":%zu,\"rounds\":%d,\"asked_p50_ms\":%.1f,\"asked_p95_ms\":%.1f,\"last_p50_ms\":%.1f,"
                "\"last_p99_ms\":%.1f,\"each_p50_ms\":%.1f,\"each_p99_ms\":%.1f",
                h.viewers.size(), rounds, quantile(asked, 0.5), quantile(asked, 0.95), quantile(last, 0.5),
                quantile(last, 0.99), quantile(every, 0.5), quantile(every, 0.99));
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
    measure_questions(h, moderator, rounds);
    measure_votes(h, question);
    measure_reactions(h, 10);
    std::printf("}\n");
    std::fflush(stdout);
    std::_Exit(0); // thousands of sockets are closed faster by the kernel
}
