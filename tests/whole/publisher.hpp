// Publishers over HTTP: one by hand, which sends whatever it is told, and ffmpeg.
#pragma once

#include "whole/hall.hpp"

#include <sys/types.h>

#include <string>
#include <vector>

namespace jiangtang::test {

std::string ingest_key(const hall& h);

/// A POST to /ingest/2020-3/{track}, open until end().
class publisher {
public:
    publisher(const hall& h, const std::string& key, const std::string& track);

    void send(const std::string& bytes);
    /// The answer, which comes when the server refuses something, or after the end of the body.
    http_answer answer() { return client_.read(); }
    http_answer end();

private:
    http_client client_;
};

std::int64_t now_ms();

/// Publishes `parts` thirds of a second of picture and sound from `from_ms` (UTC) on, in one request each.
void publish(const hall& h, const std::string& key, std::int64_t from_ms, int parts);

/// A program that runs beside the test, at most 60 s; ended, if it still runs, with the object.
class child {
public:
    explicit child(const std::vector<std::string>& command);
    ~child();
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    /// Waits for its end: the exit code, 124 when its time was over.
    int wait();

private:
    pid_t pid_ = -1;
};

/// What a shell command prints, ended after 60 s.
std::string run_command(const std::string& command);

/// Whether ffmpeg is there; says so when it is not.
bool have_ffmpeg();

} // namespace jiangtang::test
