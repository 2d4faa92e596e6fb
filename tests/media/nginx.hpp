// Real servers for the sources to be pulled from: nginx on loopback, from a configuration's text.
#pragma once

#include "child.hpp"
#include "ingest_server.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <chrono>
#include <fstream>
#include <sstream>

namespace jiangtang::media::testing {

// Waits until something listens on a loopback port.
inline bool listens_on(int port, std::chrono::seconds limit = std::chrono::seconds(10)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    for (const auto until = std::chrono::steady_clock::now() + limit;
         std::chrono::steady_clock::now() < until;) {
        const int made = ::socket(AF_INET, SOCK_STREAM, 0);
        const bool open = ::connect(made, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
        ::close(made);
        if (open) return true;
        ::sched_yield();
    }
    return false;
}

inline std::string text_of(const std::string& file) {
    std::stringstream all;
    all << std::ifstream(file).rdbuf();
    return all.str();
}

inline void replace(std::string& in, const std::string& what, const std::string& by) {
    if (in.find(what) == std::string::npos) throw std::runtime_error("the configuration lacks " + what);
    for (std::size_t at = 0; (at = in.find(what, at)) != std::string::npos; at += by.size())
        in.replace(at, what.size(), by);
}

class nginx {
public:
    nginx(const temp_folder& in, const std::string& configuration, int port)
        : running_({"/usr/sbin/nginx", "-e", "stderr", "-c", in.write("nginx.conf", configuration), "-g",
                    "daemon off; master_process off;"}) {
        if (!listens_on(port)) throw std::runtime_error("nginx does not listen");
    }

private:
    child running_;
};

// Serves a folder over http and https, and keeps a log of the requests.
class web_server {
public:
    web_server() {
        output_of(
            "cd '" + folder.path() +
            "' && mkdir www && openssl req -x509 -newkey rsa:2048 -nodes -days 1 "
            "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem 2>&1");
        const auto root = folder.path();
        std::string text =
            "worker_processes 1; pid " + root + "/nginx.pid; events {} http { access_log " + root +
            "/requests; types { application/vnd.apple.mpegurl m3u8; video/mp2t ts; video/mp4 mp4; } ";
        for (const auto* temp : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
            text += std::string(temp) + "_temp_path " + root + "/" + temp + "; ";
        text += "server { listen 127.0.0.1:" + std::to_string(port) +
                "; listen 127.0.0.1:" + std::to_string(tls_port) + " ssl; ssl_certificate " + root +
                "/cert.pem; ssl_certificate_key " + root + "/key.pem; root " + root +
                "/www; location /away/ { rewrite /away/(.*) http://0.0.0.0:" + std::to_string(port) +
                "/$1 redirect; } } }";
        running_ = std::make_unique<nginx>(folder, text, port);
    }

    std::string plain(const std::string& name) const {
        return "http://127.0.0.1:" + std::to_string(port) + "/" + name;
    }
    std::string secure(const std::string& name) const {
        return "https://localhost:" + std::to_string(tls_port) + "/" + name;
    }
    std::string place(const std::string& name) const { return folder.path() + "/www/" + name; }
    // How often a path was asked for.
    int asked(const std::string& name) const {
        const auto all = text_of(folder.path() + "/requests");
        int times = 0;
        for (std::size_t at = 0; (at = all.find("GET /" + name + " ", at)) != std::string::npos; ++at)
            ++times;
        return times;
    }

    temp_folder folder;
    const int port = free_port(), tls_port = free_port();

private:
    std::unique_ptr<nginx> running_;
};

} // namespace jiangtang::media::testing
