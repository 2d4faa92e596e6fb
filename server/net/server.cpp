#include "net/server.hpp"

#include "net/listener.hpp"
#include "net/shared.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <sys/resource.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace jiangtang::net {

namespace asio = boost::asio;
using asio::ip::tcp;

std::size_t raise_open_files_limit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<std::size_t>(limit.rlim_cur);
}

namespace {

std::size_t connections_for(std::size_t asked) {
    if (asked != 0) return asked;
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    constexpr std::size_t kept_for_others = 256;
    const auto files = static_cast<std::size_t>(limit.rlim_cur);
    return files > 2 * kept_for_others ? files - kept_for_others : std::max<std::size_t>(1, files / 2);
}

std::string url_of(std::string_view scheme, const tcp::endpoint& at) {
    const auto address = at.address().to_string();
    return std::string{scheme} + (at.address().is_v6() ? "[" + address + "]" : address) + ":" +
           std::to_string(at.port());
}

/// Runs one shard; an exception that comes through is logged and ends nobody else's connection.
void run_shard(shard& s) {
    for (;;) {
        try {
            s.context.run();
            return;
        } catch (const std::exception& e) {
            spdlog::critical("shard {}: {}", s.index, e.what());
        }
    }
}

} // namespace

struct server::implementation {
    implementation(shards& all_shards, settings s, route_table routes, access_check check,
                   std::shared_ptr<const static_files> files, std::shared_ptr<const tls> certificate)
        : shards_{all_shards} {
        const auto most = connections_for(s.max_connections), per_address = s.max_connections_per_address;
        context.reset(new server_shared{std::move(s),
                                        std::move(routes),
                                        std::move(check),
                                        std::move(files),
                                        std::move(certificate),
                                        {most, per_address}});
        max_connections = most;
        for (std::size_t i = 0; i < shards_.size(); ++i)
            per_shard.push_back(std::make_shared<shard_shared>(context, shards_[i]));
        const auto& settings = context->settings;
        bound = listen(settings.host, settings.port, false, "--listen");
        if (!context->certificate) return;
        tls_bound = listen(settings.tls_host, settings.tls_port, true, "--tls-listen");
        context->tls_port = tls_bound.port();
    }

    tcp::endpoint listen(const std::string& host, std::uint16_t port, bool for_tls, const std::string& flag) {
        try {
            tcp::endpoint at{asio::ip::make_address(host), port};
            // A port that another server shares could be shared by us too; so ask once for all of it.
            if (port != 0) open_acceptor(shards_[0].context, at, false);
            for (std::size_t i = 0; i < shards_.size(); ++i) {
                auto a = open_acceptor(shards_[i].context, at, true);
                at = a.local_endpoint();
                listeners.push_back(std::make_shared<listener>(std::move(a), per_shard[i], for_tls));
            }
            return at;
        } catch (const boost::system::system_error& e) {
            throw std::runtime_error{"cannot listen on " + host + ":" + std::to_string(port) + ": " +
                                     e.code().message() + "; stop what uses it or choose another with " +
                                     flag + " HOST:PORT"};
        }
    }

    template <class F>
    void on_every_listener(F act) {
        for (const auto& l : listeners) asio::post(l->shared().own.context, [act, l] { act(*l); });
    }

    template <class F>
    void on_every_shard(F act) {
        for (const auto& s : per_shard) asio::post(s->own.context, [act, s] { act(*s); });
    }

    void run() {
        using guard = asio::executor_work_guard<asio::io_context::executor_type>;
        std::vector<guard> guards;
        std::vector<std::thread> threads;
        on_every_listener([](listener& l) { l.start(); });
        on_every_shard([](shard_shared& s) { s.sweep.start(); });
        for (std::size_t i = 0; i < shards_.size(); ++i) {
            guards.emplace_back(shards_[i].context.get_executor());
            threads.emplace_back([this, i] { run_shard(shards_[i]); });
        }
        {
            std::unique_lock lock{mutex};
            changed.wait(lock, [this] { return stop_asked; });
        }
        wind_down();
        for (std::size_t i = 0; i < shards_.size(); ++i) shards_[i].context.stop();
        for (auto& t : threads) t.join();
    }

    void wind_down() {
        context->stopping = true;
        on_every_listener([](listener& l) { l.close(); });
        on_every_shard([](shard_shared& s) { s.sweep.stop_all(false); });
        if (all_gone_within(context->settings.stop_grace)) return;
        spdlog::info("{} connections are cut off", context->limits.taken());
        on_every_shard([](shard_shared& s) { s.sweep.stop_all(true); });
        all_gone_within(std::chrono::milliseconds{500});
    }

    bool all_gone_within(std::chrono::milliseconds time) const {
        const auto end = std::chrono::steady_clock::now() + time;
        while (context->limits.taken() != 0) {
            if (std::chrono::steady_clock::now() >= end) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        return true;
    }

    shards& shards_;
    std::shared_ptr<server_shared> context;
    std::vector<std::shared_ptr<shard_shared>> per_shard;
    std::vector<std::shared_ptr<listener>> listeners;
    tcp::endpoint bound, tls_bound;
    std::size_t max_connections = 0;
    std::mutex mutex;
    std::condition_variable changed;
    bool stop_asked = false;
};

server::server(shards& all, settings s, route_table routes, access_check check,
               std::shared_ptr<const static_files> files, std::shared_ptr<const tls> certificate)
    : implementation_{std::make_unique<implementation>(all, std::move(s), std::move(routes), std::move(check),
                                                       std::move(files), std::move(certificate))} {}

server::~server() = default;

std::uint16_t server::port() const { return implementation_->bound.port(); }

std::string server::url() const { return url_of("http://", implementation_->bound); }

std::string server::tls_url() const {
    return implementation_->context->certificate ? url_of("https://", implementation_->tls_bound)
                                                 : std::string{};
}

std::uint16_t server::tls_port() const { return implementation_->context->tls_port; }

std::size_t server::max_connections() const { return implementation_->max_connections; }

std::size_t server::connections() const { return implementation_->context->limits.taken(); }

const counters& server::counts() const { return implementation_->context->counts; }

void server::run() { implementation_->run(); }

void server::stop() {
    {
        std::lock_guard lock{implementation_->mutex};
        implementation_->stop_asked = true;
    }
    implementation_->changed.notify_all();
}

} // namespace jiangtang::net
