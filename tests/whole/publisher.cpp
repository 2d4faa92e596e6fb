#include "whole/publisher.hpp"

#include "origin/fragment_writer.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace jiangtang::test {
namespace {

void publish_track(const hall& h, const std::string& key, const std::string& track, std::int64_t from_ms,
                   int parts) {
    const bool video = track == "video";
    fragment_writer::init_options o;
    o.video = video;
    o.timescale = video ? 90000 : 48000;
    auto body = fragment_writer::init(o);
    const auto base = static_cast<std::uint64_t>(from_ms) * (video ? 90 : 48);
    for (int i = 0; i < parts; ++i)
        body +=
            video ? fragment_writer::picture_part(base, i, i % 6 == 0) : fragment_writer::sound_part(base, i);
    browser encoder{h};
    auto answer = encoder.ask("POST", "/ingest/2020-3/" + track, body, {{"Authorization", "Bearer " + key}});
    REQUIRE(answer.status == 204);
}

} // namespace

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

void publish(const hall& h, const std::string& key, std::int64_t from_ms, int parts) {
    publish_track(h, key, "video", from_ms, parts);
    publish_track(h, key, "audio", from_ms, parts);
}

std::string ingest_key(const hall& h) {
    return run({"ingest-key", "--data", h.data(), "--event", "2020-3"}).out.substr(0, 22);
}

publisher::publisher(const hall& h, const std::string& key, const std::string& track) : client_{h.port()} {
    client_.send("POST /ingest/2020-3/" + track + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " +
                 key + "\r\nTransfer-Encoding: chunked\r\n\r\n");
}

void publisher::send(const std::string& bytes) {
    std::array<char, 20> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size());
    // Who is refused in the middle has the answer all the same.
    client_.raw().try_send(size.data() + bytes + "\r\n");
}

http_answer publisher::end() {
    client_.raw().try_send("0\r\n\r\n");
    return answer();
}

child::child(const std::vector<std::string>& command) {
    // `timeout` bounds every wait, and hands on the signal that ends it.
    static char bounded[] = "timeout", bound[] = "60";
    std::vector<char*> words{bounded, bound};
    for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error{"cannot fork"};
    if (pid_ == 0) {
        const int nothing = ::open("/dev/null", O_RDWR);
        ::dup2(nothing, 0);
        ::execvp(words[0], words.data());
        ::_exit(127);
    }
}

child::~child() {
    if (pid_ < 0) return;
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
}

int child::wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string run_command(const std::string& command) {
    FILE* pipe = ::popen(("timeout 60 " + command + " 2>&1").c_str(), "r");
    if (!pipe) throw std::runtime_error{"cannot run " + command};
    std::string out;
    std::array<char, 4096> buffer{};
    while (const auto n = std::fread(buffer.data(), 1, buffer.size(), pipe)) out.append(buffer.data(), n);
    ::pclose(pipe);
    return out;
}

bool have_ffmpeg() {
    if (std::system("command -v ffmpeg >/dev/null 2>&1") == 0) return true;
    MESSAGE("ffmpeg is not on the path: left out");
    return false;
}

} // namespace jiangtang::test
