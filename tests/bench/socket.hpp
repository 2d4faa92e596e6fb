// A connection of a load generator: a plain non-blocking socket, its bytes in and out, and what HTTP and WebSocket
// (RFC 6455) need of it. No framework, so that the generator costs as little as it can. Errors end the program.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::bench {

using clock = std::chrono::steady_clock;

struct target {
    std::string host; // "127.0.0.1:8080", as in the Host header
    std::uint16_t port = 0;
    std::uint32_t from = 0; // comes from 127.0.0.1 and so many
};

/// The program's "--name value" arguments; ends the program when one is missing.
std::string argument(int argc, char** argv, std::string_view name);
target target_of(int argc, char** argv);

/// Says the words and ends the program with code 1.
[[noreturn]] void fail(const std::string& words);

/// Lifts the soft limit of open files to the hard one; ends the program when it is below `needed`.
void need_open_files(std::size_t needed);

/// What another process has used of the processors so far, in microseconds, and of memory for itself, in bytes.
struct usage {
    double cpu_us = 0;
    double memory = 0;
};
usage usage_of(int process);

class connection {
public:
    explicit connection(const target& to);
    ~connection();
    connection(const connection&) = delete;

    int fd() const { return fd_; }
    /// Sends all; waits for the socket when it must.
    void send(std::string_view bytes);
    /// Takes what has come; false when the peer has closed.
    bool receive();
    std::string in; // come and not yet used

private:
    int fd_;
};

/// Takes a whole HTTP answer with a Content-Length out of `in`; false when it is not whole yet.
bool take_answer(std::string& in, std::string& head, std::string& body);
int status_of(std::string_view head);
/// "name=value" of the first Set-Cookie; empty when there is none.
std::string cookie_of(std::string_view head);

/// A masked text frame of a client; at most 65,535 bytes.
std::string text_frame(std::string_view text);
/// Takes the next whole text message out of what has come, answering pings before it; false when there is none.
bool take_message(connection&, std::string& message);

/// Calls `ready(i)` for every connection that can be read, until `done()`; ends the program after `limit`.
void read_until(const std::vector<connection*>& all, const std::function<void(std::size_t)>& ready,
                const std::function<bool()>& done, std::chrono::seconds limit);

/// The value below which this share of them lies; `share` 0 to 1. Sorts.
double quantile(std::vector<double>& values, double share);

inline double ms_since(clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(clock::now() - begin).count();
}

} // namespace jiangtang::bench
