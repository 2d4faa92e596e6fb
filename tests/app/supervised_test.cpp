// Supervision of real processes: how soon they are there again, and how they are exchanged.

#include "app/supervised.hpp"

#include <doctest/doctest.h>

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace jiangtang::app::testing {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

/// A program that writes its process id into a folder and then waits, or dies at once.
class shell {
public:
    shell() {
        auto name = (std::filesystem::temp_directory_path() / "jiangtang-supervised-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error{"cannot make a folder"};
        folder_ = name;
    }
    ~shell() { std::filesystem::remove_all(folder_); }

    supervised::command command(const std::string& file, const std::string& then) const {
        auto script = "echo $$ >>" + (folder_ / file).string() + "; " + then;
        return {{"/bin/sh", "-c", script}, {"WORD=" + file}};
    }

    /// The ids that were written to a file so far, once there are `count`; fewer when that takes more than 10 s.
    std::vector<pid_t> ids(const std::string& file, std::size_t count) const {
        std::vector<pid_t> all;
        for (auto until = clock::now() + 10s; all.size() < count && clock::now() < until;
             std::this_thread::yield()) {
            all.clear();
            std::ifstream in{folder_ / file};
            for (pid_t one; in >> one;) all.push_back(one);
        }
        return all;
    }

private:
    std::filesystem::path folder_;
};

bool is_gone(pid_t pid) { return ::kill(pid, 0) != 0; }

} // namespace

TEST_CASE("a healthy program that is killed is there again within two seconds, every time") {
    shell sh;
    supervised program{"test", sh.command("a", "exec sleep 60")};
    long worst = 0;
    for (std::size_t round = 1; round <= 3; ++round) {
        auto ids = sh.ids("a", round);
        REQUIRE(ids.size() == round);
        // It runs for longer than what counts as dying at once.
        for (auto until = clock::now() + 2100ms; clock::now() < until && !is_gone(ids.back());)
            std::this_thread::yield();
        auto killed = clock::now();
        ::kill(ids.back(), SIGKILL);
        REQUIRE(sh.ids("a", round + 1).size() == round + 1);
        worst = std::max<long>(worst, (clock::now() - killed) / 1ms);
    }
    MESSAGE("killed three times: at worst there again after " << worst << " ms");
    CHECK(worst < 2000);
    CHECK(program.restarts() == 3);
}

TEST_CASE("a program that dies at once is tried again, less and less often") {
    shell sh;
    supervised program{"test", sh.command("a", "exit 3")};
    auto began = clock::now();
    REQUIRE(sh.ids("a", 4).size() >= 4);
    CHECK(clock::now() - began >= 1400ms); // 200, 400 and 800 ms
}

TEST_CASE("another command takes the place of the running one, which is ended first") {
    shell sh;
    supervised program{"test", sh.command("a", "exec sleep 60")};
    auto first = sh.ids("a", 1);
    REQUIRE(first.size() == 1);
    program.change_to(sh.command("a", "exec sleep 60")); // the same: nothing happens
    program.change_to(sh.command("b", "exec sleep 60"));
    REQUIRE(sh.ids("b", 1).size() == 1);
    CHECK(is_gone(first[0]));
    CHECK(sh.ids("a", 1).size() == 1);
    CHECK(program.restarts() == 0);
}

TEST_CASE("a program that does not listen to SIGTERM is ended nevertheless") {
    shell sh;
    pid_t pid = 0;
    {
        supervised program{"test", sh.command("a", "trap '' TERM; while :; do sleep 1; done")};
        pid = sh.ids("a", 1).at(0);
    }
    CHECK(is_gone(pid));
}

} // namespace jiangtang::app::testing
