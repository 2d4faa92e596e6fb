// A small HTTP server for these tests: takes chunked POSTs on a free loopback port and keeps their bodies, and reports
// by PUT, many on a connection.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace jiangtang::media::testing {

class reader;

class ingest_server {
public:
    struct post {
        std::string track; // the last part of the target
        std::string head;  // request line and header lines
        std::string body;  // without the chunks' framing
        std::vector<std::size_t> chunks;
        bool ended = false; // the last chunk came
    };

    // `answer` is asked when a POST begins: empty to take its body (and answer 200 after the last chunk),
    // else the whole answer to send at once. `port` 0 takes a free one.
    explicit ingest_server(std::function<std::string(const post&)> answer = {}, int port = 0);
    ~ingest_server();

    struct report {
        std::string head, body;
        int connection = 0; // which one it came on
    };

    int port() const { return port_; }
    std::vector<post> posts() const;
    std::vector<report> reports() const;

    // Closes every connection, as a server that dies.
    void cut();

    // Waits until `enough` holds of all posts so far; false after `limit`.
    bool wait(const std::function<bool(const std::vector<post>&)>& enough,
              std::chrono::milliseconds limit = std::chrono::seconds(15));

    // The same for reports.
    bool wait_reports(const std::function<bool(const std::vector<report>&)>& enough,
                      std::chrono::milliseconds limit = std::chrono::seconds(15));

    // What reports are answered with, instead of 204.
    void answer_reports(std::string with);

private:
    void accept();
    void serve(int socket);
    post& begin_post();
    void serve_reports(int socket, reader& from, std::string head);

    std::function<std::string(const post&)> answer_;
    int listener_ = -1;
    int port_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::list<post> posts_;
    std::vector<report> reports_;
    std::string report_answer_ = "HTTP/1.1 204 No Content\r\n\r\n";
    std::vector<int> sockets_;
    bool closing_ = false;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

// A port that was free a moment ago.
int free_port(bool udp = false);

} // namespace jiangtang::media::testing
