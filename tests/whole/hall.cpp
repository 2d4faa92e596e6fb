#include "whole/hall.hpp"

#include <sqlite3.h>

#include <csignal>

#include <fstream>
#include <stdexcept>

namespace jiangtang::test {

json::value parsed(const std::string& text) { return json::parse(text); }

const json::value& at(const json::value& v, std::string_view path) {
    auto name = path.substr(0, path.find('/'));
    const auto* found = v.is_object()  ? v.as_object().if_contains(name)
                        : v.is_array() ? v.as_array().if_contains(std::stoul(std::string{name}))
                                       : nullptr;
    if (!found) throw std::runtime_error{"no " + std::string{path} + " in " + json::serialize(v)};
    return name.size() == path.size() ? *found : at(*found, path.substr(name.size() + 1));
}

std::string text_at(const json::value& v, std::string_view path) {
    return std::string{at(v, path).as_string()};
}
std::int64_t number_in(const std::string& file, const std::string& sql) {
    sqlite3* db = nullptr;
    if (sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK)
        throw std::runtime_error{file + " cannot be opened"};
    sqlite3_busy_timeout(db, 5000);
    sqlite3_stmt* s = nullptr;
    std::int64_t n = -1;
    if (sqlite3_prepare_v2(db, sql.c_str(), -1, &s, nullptr) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        n = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    sqlite3_close(db);
    return n;
}

std::int64_t number_at(const json::value& v, std::string_view path) { return at(v, path).as_int64(); }

bool has(const json::value& v, std::string_view path) {
    try {
        at(v, path);
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

hall::hall(int seats, std::vector<std::string> more) : seats_{seats}, more_{std::move(more)} { start(); }

hall::hall(int seats, const configuration& how) : seats_{seats}, configured_{true}, port_{free_port()} {
    std::ofstream{data_.in("jiangtang.toml")} << "public_url = \"http://127.0.0.1:" << port_ << "\"\n"
                                              << how.text;
    more_ = {"--config", data_.in("jiangtang.toml")};
    start();
}

void hall::start(std::uint16_t port) {
    if (configured_) port = port_;
    std::vector<std::string> arguments{"serve",       "--demo",       "--demo-source",
                                       "none",        "--demo-seats", std::to_string(seats_),
                                       "--data",      data(),         "--web",
                                       data_.pages(), "--listen",     "127.0.0.1:" + std::to_string(port)};
    arguments.insert(arguments.end(), more_.begin(), more_.end());
    running_ = std::make_unique<program>(arguments);
    auto first = running_->read_line();
    if (!first.starts_with("listening on http://127.0.0.1:"))
        throw std::runtime_error{"unexpected: " + first};
    port_ = static_cast<std::uint16_t>(std::stoul(first.substr(first.rfind(':') + 1)));
    certificate_lines_.clear();
    for (auto line = running_->read_line();; line = running_->read_line()) {
        if (line.starts_with("listening on https://127.0.0.1:"))
            tls_port_ = static_cast<std::uint16_t>(std::stoul(line.substr(line.rfind(':') + 1)));
        if (line.find(": SHA-256 ") != std::string::npos) certificate_lines_.push_back(line);
        auto name = line.substr(0, line.find(' '));
        if (auto hash = line.find('#'); hash != std::string::npos) tokens_[name] = line.substr(hash + 1);
        if (name == "organizer") break;
    }
}

int hall::stop() {
    running_->signal(SIGTERM);
    return running_->wait();
}

browser& browser::sign_in(const std::string& token) {
    must_post("/api/sign-in", {{"token", token}});
    return *this;
}

browser& browser::watch(const std::string& name) {
    must_post(demo + "/viewers", name.empty() ? json::object{} : json::object{{"name", name}}, 201);
    return *this;
}

json::value browser::must_post(std::string_view path, const json::value& body, int status) {
    auto a = post(path, json::serialize(body));
    if (a.status != status)
        throw std::runtime_error{std::string{path} + ": " + std::to_string(a.status) + " " + a.body};
    return a.body.empty() ? json::value{} : parsed(a.body);
}

json::value browser::must_get(std::string_view path, int status) {
    auto a = get(path);
    if (a.status != status)
        throw std::runtime_error{std::string{path} + ": " + std::to_string(a.status) + " " + a.body};
    return parsed(a.body);
}

json::value browser::registers(const std::string& id, const std::string& name, const std::string& phone,
                               const std::string& attendance) {
    return must_post(
        demo + "/registrations",
        {{"id", id}, {"attendance", attendance}, {"name", name}, {"phone", phone}, {"consent", true}}, 201);
}

feed::feed(browser& b, const std::string& query)
    : socket_{static_cast<std::uint16_t>(std::stoul(b.origin().substr(b.origin().rfind(':') + 1))),
              "/feed?event=2020-3" + query,
              {{"Cookie", b.cookie_line()}},
              0,
              b.secure()} {
    if (!socket_.open()) throw std::runtime_error{"no feed: " + socket_.answer().body};
    hello_ = next();
    if (text_at(hello_, "type") != "hello") throw std::runtime_error{"no hello: " + json::serialize(hello_)};
}

json::value feed::next() {
    auto text = socket_.read_text();
    auto v = parsed(text);
    if (has(v, "seq") && has(v, "at")) notices_.push_back(std::move(text));
    return v;
}

json::value feed::command(const json::object& o) { return send(json::serialize(o)); }

json::value feed::send(const std::string& text) {
    socket_.send_text(text);
    for (;;)
        if (auto v = next(); has(v, "re")) return v;
}

void feed::read_to(std::int64_t seq) {
    while (notices_.empty() || number_at(parsed(notices_.back()), "seq") < seq) next();
}

json::value feed::read_type(const std::string& type) {
    for (;;)
        if (auto v = next(); has(v, "type") && text_at(v, "type") == type) return v;
}

std::int64_t feed::read_votes(const std::string& question) {
    for (;;)
        if (auto v = next(); has(v, "votes/" + question)) return number_at(v, "votes/" + question);
}

std::vector<std::int64_t> feed::seqs() const {
    std::vector<std::int64_t> all;
    for (const auto& n : notices_) all.push_back(number_at(parsed(n), "seq"));
    return all;
}

std::vector<std::string> feed::types() const {
    std::vector<std::string> all;
    for (const auto& n : notices_) all.push_back(text_at(parsed(n), "type"));
    return all;
}

std::string check_in(browser& desk, const std::string& id, const std::string& ticket,
                     const std::string& table, json::value* whole) {
    auto a =
        desk.must_post(demo + "/check-ins",
                       {{"id", id}, {"ticket", ticket}, {"desk", table}, {"scanned_at", 1'600'754'400'000}});
    if (whole) *whole = a;
    return text_at(a, "result");
}

} // namespace jiangtang::test
