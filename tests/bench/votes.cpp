// A minute of voting: every viewer votes for questions and takes votes back at random. What the sums must be in the end is kept here,
// from the answers alone, and printed; how many frames each viewer got is counted.
#include "bench/crowd.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <sstream>

using namespace jiangtang::bench;

namespace {

struct asked {
    std::size_t question;
    bool on;
    clock::time_point at;
};

struct voter {
    std::vector<bool> votes; // as the answers said
    std::map<std::string, asked> waiting;
    int sent = 0;
    std::size_t ticks = 0;
};

struct poll {
    crowd viewers;
    std::vector<std::string> questions;
    std::vector<voter> voters;
    std::mt19937 random{1};
    std::size_t waiting = 0, answered = 0;
    std::vector<double> times{}; // ms from a vote to its answer
};

/// A vote of the viewer for a question at random, or the vote taken back. One that still waits for an answer does nothing.
void vote(poll& p, std::size_t i) {
    auto& v = p.voters[i];
    if (!v.waiting.empty()) return;
    const auto q = p.random() % p.questions.size();
    const bool on = !v.votes[q];
    const auto id = "v" + std::to_string(v.sent++);
    v.waiting[id] = {q, on, clock::now()};
    ++p.waiting;
    p.viewers.viewers[i]->send(text_frame(R"({"id":")" + id + R"(","do":")" + (on ? "vote" : "unvote") +
                                          R"(","question":")" + p.questions[q] + "\"}"));
}

void hear(poll& p, std::size_t i) {
    auto& v = p.voters[i];
    std::string message;
    while (take_message(*p.viewers.viewers[i], message)) {
        if (message.starts_with(R"({"type":"tick")")) ++v.ticks;
        if (!message.starts_with(R"({"re":")")) continue;
        if (message.find("\"ok\":true") == std::string::npos) fail("refused: " + message);
        const auto one = v.waiting.extract(message.substr(7, message.find('"', 7) - 7));
        if (one.empty()) fail("answered twice: " + message);
        v.votes[one.mapped().question] = one.mapped().on;
        p.times.push_back(ms_since(one.mapped().at));
        --p.waiting;
        ++p.answered;
    }
}

std::vector<std::string> split(const std::string& words) {
    std::vector<std::string> found;
    std::istringstream in{words};
    for (std::string one; std::getline(in, one, ',');) found.push_back(one);
    return found;
}

void print_sums(const poll& p) {
    std::printf("\"sums\":{");
    for (std::size_t q = 0; q < p.questions.size(); ++q) {
        const auto sum = std::ranges::count_if(p.voters, [&](const voter& v) { return v.votes[q]; });
        std::printf("%s\"%s\":%ld", q ? "," : "", p.questions[q].c_str(), static_cast<long>(sum));
    }
    std::printf("}");
}

} // namespace

int main(int argc, char** argv) {
    const auto count = std::stoul(argument(argc, argv, "--connections"));
    const auto seconds = std::stoi(argument(argc, argv, "--seconds"));
    poll p{{target_of(argc, argv), argument(argc, argv, "--event"), {}, {}},
           split(argument(argc, argv, "--questions")),
           std::vector<voter>(count)};
    for (auto& v : p.voters) v.votes.resize(p.questions.size());
    need_open_files(count + 100);
    join_all(p.viewers, count, 500);

    // Each votes every two seconds, spread evenly.
    const double per_ms = static_cast<double>(count) / 2000;
    const auto begin = clock::now();
    std::size_t next = 0;
    read_until(
        p.viewers.viewers, [&](std::size_t i) { hear(p, i); },
        [&] {
            const auto ms = ms_since(begin);
            const bool over = ms >= 1000.0 * seconds;
            for (; !over && static_cast<double>(next) < ms * per_ms; ++next) vote(p, next % count);
            return over && p.waiting == 0;
        },
        std::chrono::seconds{seconds + 30});
    const auto took = ms_since(begin) / 1000;
    const auto ticks = std::ranges::max(p.voters, {}, &voter::ticks).ticks;
    std::printf("{\"connections\":%zu,\"seconds\":%.1f,\"votes\":%zu,\"p50_ms\":%.1f,\"p99_ms\":%.1f,"
                "\"ticks_each\":%.2f,",
                count, took, p.answered, quantile(p.times, 0.5), quantile(p.times, 0.99),
                static_cast<double>(ticks) / took);
    print_sums(p);
    std::printf("}\n");
    std::fflush(stdout);
    std::_Exit(0); // thousands of sockets are closed faster by the kernel
}
