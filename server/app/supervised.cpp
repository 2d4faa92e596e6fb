#include "app/supervised.hpp"

#include <spdlog/spdlog.h>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace jiangtang::app {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr auto first_pause = 100ms;
constexpr auto longest_pause = 5000ms; // of a program that dies at once, again and again
constexpr auto look_every = 50ms;
constexpr auto ran_well = 2s;
constexpr auto patience = 2s; // between SIGTERM and SIGKILL

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (auto& t : texts) all.push_back(t.data());
    all.push_back(nullptr);
    return all;
}

/// Forks from the calling thread. Between fork and exec only what is safe after a fork of a threaded program.
pid_t spawn(std::vector<char*>& argv, std::vector<char*>& environment) {
    pid_t parent = ::getpid();
    pid_t pid = ::fork();
    if (pid != 0) return pid;
    // The child must not outlive a server that was killed: two of them would fight for the tracks after a restart.
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(127);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::close_range(3, ~0U, 0);
    ::execve(argv[0], argv.data(), environment.data());
    ::_exit(127);
}

/// Ends a child and takes it off the kernel's list.
void end(pid_t pid) {
    ::kill(pid, SIGTERM);
    auto deadline = clock::now() + patience;
    while (::waitpid(pid, nullptr, WNOHANG) == 0) {
        if (clock::now() > deadline) {
            ::kill(pid, SIGKILL);
            ::waitpid(pid, nullptr, 0);
            return;
        }
        std::this_thread::sleep_for(look_every);
    }
}

std::string how_it_ended(int status) {
    return WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                               : "code " + std::to_string(WEXITSTATUS(status));
}

} // namespace

struct supervised::state {
    std::string name;
    mutable std::mutex mutex;
    std::condition_variable told;
    command what;
    bool changed = false;
    bool stopping = false;
    int restarts = 0;
    std::thread thread;

    /// True when it was told something before the time was over.
    bool pause(std::chrono::milliseconds how_long) {
        std::unique_lock hold{mutex};
        return told.wait_for(hold, how_long, [this] { return stopping || changed; });
    }

    command next() {
        std::lock_guard hold{mutex};
        changed = false;
        return what;
    }

    /// Runs the program once; true when it ended by itself, false when it was told to end.
    bool run_once(command now) {
        for (char** e = environ; *e; ++e) now.environment.emplace_back(*e); // ours after it: the first counts
        auto argv = pointers(now.arguments), envp = pointers(now.environment);
        pid_t pid = spawn(argv, envp);
        if (pid < 0) {
            spdlog::error("{}: cannot start {}", name, argv[0]);
            return true;
        }
        spdlog::info("{}: started {} as process {}", name, argv[0], pid);
        int status = 0;
        while (::waitpid(pid, &status, WNOHANG) == 0)
            if (pause(look_every)) {
                end(pid);
                return false;
            }
        spdlog::warn("{}: process {} ended ({}), it is started again", name, pid, how_it_ended(status));
        return true;
    }

    void run() {
        auto wait = first_pause;
        while (true) {
            auto began = clock::now();
            bool by_itself = run_once(next());
            wait = !by_itself || clock::now() - began > ran_well ? first_pause
                                                                 : std::min(wait * 2, longest_pause);
            if (by_itself) pause(wait);
            std::lock_guard hold{mutex};
            if (stopping) return;
            if (by_itself && !changed) ++restarts;
        }
    }
};

supervised::supervised(std::string name, command what) : state_{std::make_unique<state>()} {
    state_->name = std::move(name);
    state_->what = std::move(what);
    state_->thread = std::thread{[s = state_.get()] { s->run(); }};
}

supervised::~supervised() {
    {
        std::lock_guard hold{state_->mutex};
        state_->stopping = true;
    }
    state_->told.notify_all();
    state_->thread.join();
}

void supervised::change_to(command what) {
    {
        std::lock_guard hold{state_->mutex};
        if (state_->what == what) return;
        state_->what = std::move(what);
        state_->changed = true;
    }
    state_->told.notify_all();
}

int supervised::restarts() const {
    std::lock_guard hold{state_->mutex};
    return state_->restarts;
}

} // namespace jiangtang::app
