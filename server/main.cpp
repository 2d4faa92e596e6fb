// The program `jiangtang`: the only place that builds objects; runs; stops in two stages.

#include "address.hpp"
#include "app/demo.hpp"
#include "base/text.hpp"
#include "commands.hpp"
#include "config.hpp"
#include "net/context.hpp"
#include "net/server.hpp"
#include "net/websocket_codec.hpp"
#include "post.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <sys/stat.h>

#include <csignal>
#include <iostream>

namespace jiangtang {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view usage =
    "jiangtang serve [--config FILE] [--data DIR] [--listen HOST:PORT] [--tls-listen HOST:PORT] [--web DIR]\n"
    "                [--demo] [--demo-seats N] [--demo-source URI]\n"
    "jiangtang staff invite --data DIR --event SLUG --role organizer|moderator|desk|speaker --name NAME [--url URL]\n"
    "jiangtang ingest-key --data DIR --event SLUG [--rotate]\n"
    "jiangtang backup --data DIR FILE\n"
    "jiangtang routes | problems | config | --version\n";

/// Calls `act` again and again on its own thread until destroyed.
class every {
public:
    every(std::chrono::milliseconds interval, std::function<void()> act)
        : thread_{[this, interval, act = std::move(act)] {
              std::unique_lock hold{mutex_};
              while (!changed_.wait_for(hold, interval, [this] { return stopping_; })) {
                  hold.unlock();
                  act();
                  hold.lock();
              }
          }} {}
    ~every() {
        {
            std::lock_guard hold{mutex_};
            stopping_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

std::filesystem::path beside_program(const char* name) {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

config configure(const arguments& a) {
    config c;
    if (a.has("config")) read_config(a.get("config"), c);
    c.listen = a.get("listen", c.listen);
    c.tls_listen = a.get("tls-listen", c.tls_listen);
    c.data = a.get("data", c.data.string());
    c.web = a.get("web", c.web.string());
    if (c.web.empty()) c.web = beside_program("../share/jiangtang/web");
    return c;
}

app::hall_settings hall_settings_of(const config& c, const arguments& a) {
    app::hall_settings h;
    h.data = c.data;
    h.readers = static_cast<unsigned>(std::clamp<std::int64_t>(c.readers, 1, 64));
    h.most_questions = c.max_questions;
    h.retention = c.retention_days * 24 * 3600 * 1000;
    h.media_program = beside_program("jiangtang-media");
    h.ladder = c.ladder;
    h.pass_through = static_cast<int>(c.pass_through);
    h.allowance.inside = c.source_private;
    h.allowance.files = c.source_files;
    if (!intake::read_ports(c.source_ports, h.allowance))
        throw usage_error{"source_ports in the configuration must be of the form 9000-9009"};
    h.operators_source = a.get("demo-source", "");
    if (clean_line(h.operators_source) != h.operators_source) // organizers read it, as JSON
        throw usage_error{"--demo-source must be an address in one line of UTF-8"};
    h.stream.segment = std::chrono::milliseconds{c.segment_ms};
    h.stream.part = std::chrono::milliseconds{c.part_ms};
    h.stream.window = std::chrono::seconds{c.window_s};
    h.recordings = c.recordings;
    h.recording.keep_free = static_cast<std::uint64_t>(c.recording_keep_free_mb) << 20;
    h.recording.segment = h.stream.segment;
    h.post = post_settings_of(c);
    return h;
}

net::settings net_settings_of(const config& c) {
    net::settings n;
    std::tie(n.host, n.port) = split_address(c.listen);
    if (!c.tls_listen.empty()) std::tie(n.tls_host, n.tls_port) = split_address(c.tls_listen);
    n.redirect = c.redirect;
    n.public_url = c.public_url;
    n.trust_loopback_proxy = c.behind_proxy;
    n.max_connections = static_cast<std::size_t>(c.max_connections);
    return n;
}

int demo_seats(const arguments& a) {
    auto text = a.get("demo-seats", "120");
    if (text.empty() || text.size() > 4 || text.find_first_not_of("0123456789") != std::string::npos)
        throw usage_error{"--demo-seats takes a number from 0 to 9999"};
    return std::stoi(text);
}

/// Where people on this machine reach the server.
std::string address_for_people(const config& c, const net::server& server) {
    if (!c.public_url.empty()) return c.public_url;
    const bool secure = !c.tls_listen.empty();
    auto host = split_address(secure ? c.tls_listen : c.listen).first;
    if (host != "0.0.0.0" && host != "::") return secure ? server.tls_url() : server.url();
    return secure ? "https://localhost:" + std::to_string(server.tls_port())
                  : "http://localhost:" + std::to_string(server.port());
}

/// The names that people may type: those of the machine, and those of the configuration.
std::vector<std::string> names_of(const config& c) {
    auto names = net::machine_names();
    const auto add = [&](const std::string& name) {
        if (name != "0.0.0.0" && name != "::" && std::ranges::find(names, name) == names.end())
            names.push_back(name);
    };
    add(split_address(c.tls_listen).first);
    if (const auto at = c.public_url.find("://"); at != std::string::npos) {
        const auto host = c.public_url.substr(at + 3);
        add(host.substr(0, host.find_first_of(":/")));
    }
    return names;
}

/// What HTTPS shows; null without it.
std::shared_ptr<net::tls> certificate_of(const config& c) {
    if (c.tls_listen.empty()) return {};
    if (!c.tls_certificate.empty())
        return std::make_shared<net::tls>(net::tls_files{c.tls_certificate, c.tls_key}, system_now);
    return std::make_shared<net::tls>(
        c.data, [c] { return names_of(c); }, system_now);
}

/// For who is asked by a browser or a telephone whether to trust it.
void print_certificate(const net::tls& certificate) {
    const auto chain = certificate.facts();
    std::cout << "certificate: SHA-256 " << chain.front().fingerprint << std::endl;
    if (certificate.self_made())
        std::cout << "its authority: SHA-256 " << chain.back().fingerprint << std::endl;
}

/// ICU takes 130 ms for its first name on a thread: before anybody waits for it.
void warm_up(net::shards& shards) {
    for (auto* context : shards.contexts())
        boost::asio::post(*context, [] { search_key(romanize("讲堂").pinyin); });
}

int serve(const arguments& a) {
    if (!a.rest.empty()) throw usage_error{"serve does not know what to do with " + a.rest[0]};
    auto c = configure(a);
    spdlog::set_level(spdlog::level::from_str(c.log_level));
    net::raise_open_files_limit();
    net::shards shards;
    hub::hub hub{shards.contexts(), net::text_frame};
    app::hall hall{hall_settings_of(c, a), system_now, hub};
    if (a.has("demo")) app::open_demo(hall, demo_seats(a), a.get("demo-source", ""));

    const auto certificate = certificate_of(c);
    net::context context{&hall, nullptr, c.metrics_token, JIANGTANG_VERSION, certificate};
    auto files = std::make_shared<const net::static_files>(c.web, net::page_patterns());
    net::server server{shards, net_settings_of(c), net::make_routes(context), net::make_access_check(context),
                       files,  certificate};
    context.running = &server;
    boost::asio::signal_set signals{shards[0].context, SIGINT, SIGTERM};
    signals.async_wait([&](boost::system::error_code ec, int) {
        if (!ec) server.stop();
    });
    warm_up(shards);

    std::cout << "listening on " << server.url() << std::endl;
    if (certificate) {
        std::cout << "listening on " << server.tls_url() << std::endl;
        print_certificate(*certificate);
    }
    spdlog::info("jiangtang {} takes up to {} connections; data in {}", JIANGTANG_VERSION,
                 server.max_connections(), std::filesystem::absolute(c.data).string());
    const auto address = address_for_people(c, server);
    leave_address(c.data, address);
    if (a.has("demo"))
        for (const auto& [name, page] : app::demo_addresses(hall, address))
            std::cout << fmt::format("{:<10}{}", name, page) << std::endl;

    {
        every ticks{250ms, [&] { hall.tick(); }};
        every looks{500ms, [&] {
                        hall.watch();
                        hall.pass_offers_on();
                    }};
        every counts{3s, [&] { hall.save_counts(); }};
        every sweeps{60s, [&] { hall.sweep(); }};
        every certificates{2s, [&] {
                               if (certificate) certificate->look();
                           }};
        hall.start_streams(server.url());
        hall.post.start();
        hall.imports.start();
        server.run();
        hall.imports.stop();
        hall.post.stop();
    }
    hall.sources.stop();
    spdlog::info("stopped");
    return 0;
}

int run(int argc, char** argv) {
    std::string_view command = argc > 1 ? argv[1] : "";
    int n = argc - 2;
    char** rest = argv + 2;
    if (command == "help" || std::any_of(argv, argv + argc, [](std::string_view w) { return w == "--help"; }))
        return std::cout << usage, 0;
    if (command == "serve")
        return serve(arguments::read(
            n, rest,
            {"config", "data", "listen", "tls-listen", "web", "demo!", "demo-seats", "demo-source"}));
    if (command == "staff" && n > 0 && std::string_view{rest[0]} == "invite")
        return invite_staff(arguments::read(n - 1, rest + 1, {"data", "event", "role", "name", "url"}));
    if (command == "ingest-key")
        return print_ingest_key(arguments::read(n, rest, {"data", "event", "rotate!"}));
    if (command == "backup") return backup(arguments::read(n, rest, {"data"}));
    if (command == "routes") return print_routes();
    if (command == "problems") return print_problems();
    if (command == "config") return std::cout << example_config(), 0;
    if (command == "--version") return std::cout << "jiangtang " JIANGTANG_VERSION << std::endl, 0;
    throw usage_error{"what shall it do?\n" + std::string{usage}};
}

} // namespace
} // namespace jiangtang

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    ::umask(077); // names, phones and keys are nobody else's on this machine
    spdlog::set_default_logger(spdlog::stderr_color_mt("jiangtang"));
    spdlog::set_pattern("%H:%M:%S.%e %^%l%$ %v");
    try {
        return jiangtang::run(argc, argv);
    } catch (const jiangtang::usage_error& e) {
        std::cerr << "jiangtang: " << e.what() << std::endl;
        return 2;
    } catch (const std::exception& e) {
        std::cerr << "jiangtang: " << e.what() << std::endl;
        return 1;
    }
}
