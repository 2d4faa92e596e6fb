#include "whole/mail_server.hpp"

#include "support/raw_socket.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace jiangtang::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr uid_t nobody = 65534; // when the test itself runs as root, for exim delivers nothing as root

int listen_at(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    here.sin_port = htons(port);
    if (::bind(fd, reinterpret_cast<sockaddr*>(&here), sizeof here) != 0 || ::listen(fd, 64) != 0)
        throw std::runtime_error{"the port is taken"};
    return fd;
}

std::string replaced(std::string text, std::string_view word, const std::string& by) {
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + by.size()))
        text.replace(at, word.size(), by);
    return text;
}

std::string from_base64(std::string_view text) {
    constexpr std::string_view symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0;
    int have = 0;
    for (char c : text) {
        const auto at = symbols.find(c);
        if (at == symbols.npos) continue;
        bits = bits << 6 | static_cast<unsigned>(at);
        if ((have += 6) >= 8) out += static_cast<char>(bits >> (have -= 8) & 0xff);
    }
    return out;
}

std::string text_of_file(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

void wait_until(const std::string& what, const std::function<bool()>& is_so) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (!is_so()) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error{"it never came that " + what};
        ::poll(nullptr, 0, 10); // between two looks
    }
}

std::string mail::field(const std::string& name) const {
    const auto head = "\n" + raw.substr(0, raw.find("\n\n"));
    auto at = head.find("\n" + name + ": ");
    if (at == head.npos) return {};
    std::string value;
    for (at += name.size() + 3;
         at < head.size() && (head[at] != '\n' || (at + 1 < head.size() && head[at + 1] == ' ')); ++at)
        if (head[at] != '\n') value += head[at];
    std::string out;
    for (std::size_t i = 0; i < value.size();) {
        constexpr std::string_view begin = "=?UTF-8?B?";
        const auto end = value.find("?=", i + begin.size());
        if (value.compare(i, begin.size(), begin) != 0 || end == value.npos) {
            out += value[i++];
            continue;
        }
        out += from_base64(value.substr(i + begin.size(), end - i - begin.size()));
        i = end + 2;
        if (value.compare(i, 1 + begin.size(), " " + std::string{begin}) == 0) ++i; // RFC 2047, 6.2
    }
    return out;
}

std::string mail::part(const std::string& type) const {
    const auto at = raw.find("Content-Type: " + type);
    if (at == raw.npos) return {};
    const auto begin = raw.find("\n\n", at), end = raw.find("\n--", begin);
    return from_base64(raw.substr(begin, end - begin));
}

mail_server::mail_server() : port_{free_port()} {
    const auto user = ::getuid() == 0 ? nobody : ::getuid();
    const auto& root = folder_.path();
    for (const auto* name : {"spool", "log", "box"}) fs::create_directory(root / name);
    std::ofstream{root / "exim.conf"}
        << replaced(replaced(text_of_file(TESTS_DIR "/support/exim.conf"), "USER", std::to_string(user)),
                    "FOLDER", root.string());
    if (::getuid() == 0)
        for (const auto& path : {root, root / "spool", root / "log", root / "box", root / "exim.conf"})
            if (::chown(path.c_str(), nobody, nobody) != 0) throw std::runtime_error{"no owner"};
    start();
}

void mail_server::start() {
    const auto conf = folder_.in("exim.conf");
    running_ = std::make_unique<program>(
        std::vector<std::string>{"-C", conf, "-bdf", "-oX", "127.0.0.1." + std::to_string(port_)},
        ::getuid() == 0 ? nobody : 0, "/usr/sbin/exim4");
    wait_until("exim answers", [&] {
        if (const auto wrong = running_->errors(); !wrong.empty()) throw std::runtime_error{wrong};
        try {
            return raw_socket{port_}.read_until("\n").starts_with("220");
        } catch (const std::exception&) {
            return false;
        }
    });
}

void mail_server::set(const std::string& name, bool on) const {
    if (on) std::ofstream{folder_.in(name)} << "yes";
    else fs::remove(folder_.in(name));
}
void mail_server::put_off(bool on) { set("put_off", on); }
void mail_server::be_slow(bool on) { set("slow", on); }

std::vector<mail> mail_server::mails() const {
    std::vector<mail> all;
    if (!fs::exists(folder_.path() / "box" / "new")) return all;
    for (const auto& file : fs::directory_iterator{folder_.path() / "box" / "new"})
        all.push_back({text_of_file(file.path())});
    return all;
}

bool mail_server::has_input() const {
    const auto input = folder_.path() / "spool" / "input";
    if (!fs::exists(input)) return false;
    for (const auto& file : fs::recursive_directory_iterator{input})
        if (file.path().filename().string().ends_with("-D") && fs::file_size(file.path()) > 1000) return true;
    return false;
}

sms_server::sms_server(std::function<std::string(const request&, std::size_t)> answer)
    : answer_{std::move(answer)}, port_{free_port()}, listening_{listen_at(port_)} {
    thread_ = std::thread{[this] { serve(); }};
}

sms_server::~sms_server() {
    ending_ = true;
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
}

void sms_server::serve() {
    while (!ending_) {
        const int fd = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) continue;
        std::string all;
        char some[4096];
        std::size_t end = std::string::npos, length = 0;
        while (end == std::string::npos || all.size() < end + 4 + length) {
            const auto n = ::recv(fd, some, sizeof some, 0);
            if (n <= 0) break;
            all.append(some, static_cast<std::size_t>(n));
            end = all.find("\r\n\r\n");
            if (const auto at = all.find("Content-Length: "); at < end)
                length = std::stoul(all.substr(at + 16));
        }
        if (end != std::string::npos) {
            request r{all.substr(0, all.find("\r\n")), all.substr(0, end), all.substr(end + 4)};
            std::size_t n = 0;
            {
                std::lock_guard hold{mutex_};
                n = requests_.size();
                requests_.push_back(r);
            }
            const auto text = answer_(r, n);
            if (!text.empty()) [[maybe_unused]]
                const auto sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
        }
        ::close(fd);
    }
}

std::vector<sms_server::request> sms_server::requests() const {
    std::lock_guard hold{mutex_};
    return requests_;
}

std::string sms_server::ok(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
std::string sms_server::status(int code) {
    return "HTTP/1.1 " + std::to_string(code) + " No\r\nContent-Length: 0\r\n\r\n";
}

} // namespace jiangtang::test
