#include "support/http_client.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <stdexcept>

namespace jiangtang::test {

std::string http_answer::field(std::string_view name) const {
    for (const auto& [n, v] : fields)
        if (n == name) return v;
    return {};
}

http_answer read_answer(raw_socket& from, bool to_head) {
    std::istringstream head{from.read_until("\r\n\r\n")};
    http_answer out;
    std::string line;
    std::getline(head, line);
    if (line.size() < 12 || !line.starts_with("HTTP/1.1 "))
        throw std::runtime_error{"not an answer: " + line};
    out.status = std::stoi(line.substr(9, 3));
    while (std::getline(head, line) && line.size() > 1) {
        const auto colon = line.find(": ");
        if (colon == std::string::npos) throw std::runtime_error{"not a field: " + line};
        std::string name = line.substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return std::tolower(c); });
        out.fields.emplace_back(std::move(name), line.substr(colon + 2, line.size() - colon - 3));
    }
    const auto length = out.field("content-length");
    if (!to_head && !length.empty() && out.status != 304) out.body = from.read_exactly(std::stoul(length));
    return out;
}

http_answer http_client::post(std::string_view path, std::string_view body, http_fields fields) {
    fields.emplace_back("Content-Type", "application/json");
    return ask("POST", path, body, std::move(fields));
}

http_answer http_client::put(std::string_view path, std::string_view body, http_fields fields) {
    fields.emplace_back("Content-Type", "application/json");
    return ask("PUT", path, body, std::move(fields));
}

http_answer http_client::ask(std::string_view method, std::string_view path, std::string_view body,
                             http_fields fields) {
    if (std::exchange(closed_, false)) {
        socket_ = raw_socket{port_};
        if (secure_) socket_.secure();
    }
    std::string out{method};
    out.append(" ").append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) + "\r\n");
    const auto given = [&](std::string_view name) {
        return std::any_of(fields.begin(), fields.end(), [&](const auto& f) { return f.first == name; });
    };
    const bool changes = method != "GET" && method != "HEAD";
    if (changes && !given("Origin")) fields.emplace_back("Origin", origin());
    if (!cookies_.empty() && !given("Cookie")) fields.emplace_back("Cookie", cookie_line());
    if (changes || !body.empty()) fields.emplace_back("Content-Length", std::to_string(body.size()));
    for (const auto& [name, value] : fields) out += name + ": " + value + "\r\n";
    socket_.send(out.append("\r\n").append(body));
    return read(method == "HEAD");
}

http_answer http_client::read(bool to_head) {
    auto answer = read_answer(socket_, to_head);
    for (const auto& [name, value] : answer.fields) {
        if (name != "set-cookie") continue;
        const auto pair = value.substr(0, value.find(';'));
        const auto equals = pair.find('=');
        if (value.find("Max-Age=0") != std::string::npos) cookies_.erase(pair.substr(0, equals));
        else cookies_[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    closed_ = answer.closes();
    return answer;
}

std::string http_client::cookie_line() const {
    std::string line;
    for (const auto& [name, value] : cookies_)
        line.append(line.empty() ? "" : "; ").append(name).append("=").append(value);
    return line;
}

} // namespace jiangtang::test
