#include "app/sources.hpp"

#include <spdlog/spdlog.h>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <thread>

namespace jiangtang::app {
namespace {

using namespace std::chrono_literals;

constexpr auto first_pause = 200ms;
constexpr auto longest_pause = 2000ms;
constexpr auto look_every = 50ms;
constexpr auto ran_well = 10s;
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

} // namespace

struct supervised::state {
    std::string name;
    std::vector<std::string> arguments, environment;
    std::mutex mutex;
    std::condition_variable changed;
    bool stopping = false;
    std::thread thread;

    bool pause(std::chrono::milliseconds how_long) {
        std::unique_lock hold{mutex};
        return changed.wait_for(hold, how_long, [this] { return stopping; });
    }

    void end(pid_t pid) const {
        ::kill(pid, SIGTERM);
        auto deadline = std::chrono::steady_clock::now() + patience;
        while (::waitpid(pid, nullptr, WNOHANG) == 0) {
            if (std::chrono::steady_clock::now() > deadline) {
                ::kill(pid, SIGKILL);
                ::waitpid(pid, nullptr, 0);
                return;
            }
            std::this_thread::sleep_for(look_every);
        }
    }

    /// Runs the program once, until it ends or is told to; false when told to.
    bool run_once() {
        auto argv = pointers(arguments), envp = pointers(environment);
        pid_t pid = spawn(argv, envp);
        if (pid < 0) {
            spdlog::error("{}: cannot start {}", name, arguments[0]);
            return true;
        }
        spdlog::info("{}: started {} as process {}", name, arguments[0], pid);
        int status = 0;
        while (::waitpid(pid, &status, WNOHANG) == 0)
            if (pause(look_every)) {
                end(pid);
                return false;
            }
        spdlog::warn("{}: process {} ended ({} {}), it is started again", name, pid,
                     WIFSIGNALED(status) ? "signal" : "code",
                     WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        return true;
    }

    void run() {
        auto wait = first_pause;
        while (true) {
            auto began = std::chrono::steady_clock::now();
            if (!run_once()) return;
            wait = std::chrono::steady_clock::now() - began > ran_well ? first_pause
                                                                       : std::min(wait * 2, longest_pause);
            if (pause(wait)) return;
        }
    }
};

supervised::supervised(std::string name, std::vector<std::string> arguments,
                       std::vector<std::string> environment)
    : state_{std::make_unique<state>()} {
    state_->name = std::move(name);
    state_->arguments = std::move(arguments);
    state_->environment = std::move(environment); // before the inherited ones: the first of a name counts
    for (char** e = environ; *e; ++e) state_->environment.emplace_back(*e);
    state_->thread = std::thread{[s = state_.get()] { s->run(); }};
}

supervised::~supervised() {
    {
        std::lock_guard hold{state_->mutex};
        state_->stopping = true;
    }
    state_->changed.notify_all();
    state_->thread.join();
}

void sources::push_to(std::string server) {
    std::lock_guard hold{mutex_};
    server_ = std::move(server);
    for (auto& [event, s] : sources_)
        if (s.live) start(event, s);
}

void sources::set(const std::string& event, std::string uri, std::string key, std::string theme) {
    std::lock_guard hold{mutex_};
    auto& s = sources_[event];
    s.uri = std::move(uri);
    s.key = std::move(key);
    s.theme = std::move(theme);
}

void sources::follow(const std::string& event, bool live) {
    std::lock_guard hold{mutex_};
    auto it = sources_.find(event);
    if (it == sources_.end()) return;
    it->second.live = live;
    if (live) start(event, it->second);
    else if (it->second.process)
        ending_.push_back(
            std::async(std::launch::async, [p = std::move(it->second.process)]() mutable { p.reset(); }));
    std::erase_if(ending_, [](auto& f) { return f.wait_for(0s) == std::future_status::ready; });
}

void sources::start(const std::string& event, source& s) {
    if (s.process || s.uri.empty() || server_.empty() || program_.empty()) return;
    std::vector<std::string> arguments{program_.string(), "--push", server_ + "/ingest/" + event};
    if (!s.theme.empty()) {
        arguments.push_back("--theme");
        arguments.push_back(s.theme);
    }
    // Secrets (the key, a passphrase in the source) go by the environment: everybody on the machine can read arguments.
    // The clock in the picture is the hall's, as on the pages: UTC+8 in POSIX notation needs no time zone files.
    std::vector<std::string> environment{"JIANGTANG_INGEST_KEY=" + s.key, "JIANGTANG_SOURCE=" + s.uri,
                                         "TZ=CST-8"};
    s.process = std::make_unique<supervised>(event, std::move(arguments), std::move(environment));
}

void sources::stop() {
    std::map<std::string, source> all;
    std::vector<std::future<void>> ending;
    std::lock_guard hold{mutex_};
    all.swap(sources_);
    ending.swap(ending_);
}

} // namespace jiangtang::app
