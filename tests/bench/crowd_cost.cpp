// What one viewer more costs the server: memory while nothing happens, and processor time for each message that is delivered.
// A moderator's command makes a notice for all, round after round; the next round begins when all have heard. Without a question
// it is the bare loop that is measured: a byte makes it write its buffer to all.
#include "bench/crowd.hpp"

#include <cstdio>
#include <cstdlib>

using namespace jiangtang::bench;

namespace {

struct counted {
    std::size_t frames = 0, bytes = 0;
};

/// Until every viewer has heard what begins so.
void hear(crowd& c, std::string_view begin, counted& sum) {
    std::size_t heard = 0;
    std::string message;
    read_until(
        c.viewers,
        [&](std::size_t i) {
            while (take_message(*c.viewers[i], message)) {
                ++sum.frames;
                sum.bytes += message.size();
                heard += message.starts_with(begin);
            }
        },
        [&] { return heard >= c.viewers.size(); }, std::chrono::seconds{60});
}

/// A second of ticks alone, so that what was sent before is read and joining is over.
void hear_nothing(crowd& c) {
    const auto end = clock::now() + std::chrono::seconds{1};
    std::string message;
    read_until(
        c.viewers,
        [&](std::size_t i) {
            while (take_message(*c.viewers[i], message)) {}
        },
        [&] { return clock::now() > end; }, std::chrono::seconds{60});
}

void wait_for_hello(connection& c) {
    bool there = false;
    std::vector<connection*> alone{&c};
    read_until(
        alone, [&](std::size_t) { there = take_hello(c); }, [&] { return there; }, std::chrono::seconds{10});
}

/// The next command in `rounds`: something that everybody hears of and that leaves all as it was in the end.
std::string next_command(const std::string& question, int round) {
    return text_frame(R"({"id":"cost-)" + std::to_string(round) + R"(","do":")" +
                      (round % 2 ? "unpin" : "pin") + R"(","question":")" + question + "\"}");
}

} // namespace

int main(int argc, char** argv) {
    crowd c{target_of(argc, argv), argument(argc, argv, "--event"), {}, {}};
    const auto count = std::stoul(argument(argc, argv, "--connections"));
    const auto rounds = std::stoi(argument(argc, argv, "--rounds"));
    const auto process = std::stoi(argument(argc, argv, "--pid"));
    const auto question = argument(argc, argv, "--question"); // empty: it is the bare loop
    need_open_files(count + 100);

    const auto empty = usage_of(process);
    join_all(c, count, 500);
    connection speaker{c.to}; // now, as nobody answers its pings while the others join
    speaker.send(
        upgrade_to_feed(c, argument(argc, argv, "--cookie"), question.empty() ? "control" : "moderator"));
    wait_for_hello(speaker);
    hear_nothing(c);
    const auto idle = usage_of(process);
    counted sum;
    for (int round = 0; round < rounds; ++round) {
        speaker.send(question.empty() ? "x" : next_command(question, round));
        hear(c, "{\"seq\":", sum);
        if (!speaker.receive()) fail("the speaker's connection was closed");
        if (speaker.in.find("\"error\"") != std::string::npos) fail("refused: " + speaker.in);
        speaker.in.clear();
    }
    const auto busy = usage_of(process);
    const auto frames = static_cast<double>(sum.frames);
    std::printf(
        "{\"connections\":%zu,\"memory_of_viewer\":%.0f,\"us_of_frame\":%.3f,\"frames\":%.0f,\"bytes_of_frame\":%.0f}\n",
        count, (idle.memory - empty.memory) / static_cast<double>(count),
        (busy.cpu_us - idle.cpu_us) / frames, frames, static_cast<double>(sum.bytes) / frames);
    std::fflush(stdout);
    std::_Exit(0); // thousands of sockets are closed faster by the kernel
}
