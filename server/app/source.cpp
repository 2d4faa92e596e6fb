#include "app/source.hpp"

#include "store/events.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <spdlog/spdlog.h>

namespace jiangtang::app {
namespace {

using intake::fault;
using intake::source_uri;

problem refusal(const fault& why) {
    return problem{errc::source_refused, why.of_secret ? "secret" : "source"}.says(why.zh, why.en);
}

/// A stored source was accepted when it was set.
source_uri stored(const std::string& text) {
    auto parsed = intake::parse_source(text);
    auto* uri = std::get_if<source_uri>(&parsed);
    return uri ? std::move(*uri) : source_uri{};
}

std::string state_json(const hall& h, const std::string& slug, const std::string& source) {
    const auto uri = stored(source);
    const auto& may = h.how.allowance;
    return wire::json::serialize(wire::source_object({.source = intake::with_secret(uri, "").text,
                                                      .has_secret = !intake::secret_of(uri).empty(),
                                                      .restarts = h.sources.restarts(slug),
                                                      .first_port = may.first_port,
                                                      .last_port = may.last_port,
                                                      .files = !may.files.empty(),
                                                      .inside = may.inside}));
}

/// A secret stays with the door it was set for, and goes to no other host.
bool same_door(const source_uri& a, const source_uri& b) {
    if (a.listens() && b.listens()) return true;
    return a.scheme == b.scheme && a.user == b.user && a.host == b.host && a.listens() == b.listens();
}

/// The source that is meant, with the secret that was given, or the one that was set before.
result<source_uri> meant(const wire::source_edit& edit, const std::string& before) {
    auto parsed = intake::parse_source(edit.source);
    if (auto* wrong = std::get_if<fault>(&parsed)) return refusal(*wrong);
    auto uri = std::get<source_uri>(std::move(parsed));
    if (edit.secret) return intake::with_secret(std::move(uri), *edit.secret);
    const auto old = stored(before);
    if (intake::secret_of(uri).empty() && same_door(uri, old))
        return intake::with_secret(uri, intake::secret_of(old));
    return uri;
}

/// Everything but the addresses. Asks the file system: for a reader's thread. A file is stored by its real path.
result<source_uri> checked(source_uri uri, const intake::allowance& allowed) {
    if (auto wrong = intake::check(uri, allowed)) return refusal(*wrong);
    if (uri.kind != intake::source_kind::file) return uri;
    auto path = intake::find_file(uri, allowed);
    if (auto* wrong = std::get_if<fault>(&path)) return refusal(*wrong);
    return uri;
}

asio::awaitable<result<void>> check_addresses(source_uri uri, intake::allowance allowed) {
    asio::ip::tcp::resolver resolver{co_await asio::this_coro::executor};
    boost::system::error_code failed;
    auto done = asio::redirect_error(asio::use_awaitable, failed);
    auto found = co_await resolver.async_resolve(uri.host, uri.port, done);
    if (failed) co_return refusal({"找不到主机 " + uri.host, "The host " + uri.host + " cannot be found"});
    for (const auto& one : found) {
        const auto address = one.endpoint().address();
        auto wrong = address.is_v4() ? intake::check_address(address.to_v4().to_bytes(), uri.host, allowed)
                                     : intake::check_address(address.to_v6().to_bytes(), uri.host, allowed);
        if (wrong) co_return refusal(*wrong);
    }
    co_return result<void>{};
}

/// Two encoders cannot be awaited at one port.
bool port_is_taken(store::database& db, const std::string& slug, const source_uri& uri) {
    if (!uri.listens()) return false;
    for (const auto& other : store::stream_setups(db)) {
        const auto theirs = stored(other.source);
        if (other.slug != slug && !other.ended && theirs.listens() && theirs.port == uri.port) return true;
    }
    return false;
}

asio::awaitable<result<source_uri>> approve(hall& h, std::string slug, wire::source_edit edit) {
    auto look = [slug, edit, &h](store::database& db) -> result<source_uri> {
        auto now = store::find_ingest(db, slug);
        if (!now) return errc::unknown_event;
        if (edit.source.empty()) return source_uri{};
        auto uri = meant(edit, now->source);
        if (!uri || uri->text == h.how.operators_source) return uri;
        return checked(std::move(*uri), h.how.allowance);
    };
    auto uri = co_await h.read<source_uri>(look);
    if (!uri || !intake::leads_elsewhere(*uri) || uri->text == h.how.operators_source) co_return uri;
    auto reached = co_await check_addresses(*uri, h.how.allowance);
    if (!reached) co_return reached.error();
    co_return uri;
}

/// As it is to be stored: what was written, but a file's options are part of its address.
std::string text_of(const source_uri& uri, const wire::source_edit& edit) {
    return uri.kind == intake::source_kind::file || edit.source.empty() ? edit.source : uri.text;
}

} // namespace

asio::awaitable<result<std::string>> read_source(hall& h, std::string slug) {
    auto look = [slug](store::database& db) -> result<std::string> {
        auto now = store::find_ingest(db, slug);
        if (!now) return errc::unknown_event;
        return now->source;
    };
    auto source = co_await h.read<std::string>(look);
    if (!source) co_return source.error();
    co_return state_json(h, slug, *source);
}

asio::awaitable<result<std::string>> set_source(hall& h, std::string slug, wire::source_edit edit) {
    auto uri = co_await approve(h, slug, edit);
    if (!uri) co_return uri.error();
    auto text = text_of(*uri, edit);
    auto work = [slug, text, wanted = *uri](store::transaction& tx) -> result<std::string> {
        if (port_is_taken(tx.db(), slug, wanted))
            return refusal(
                {"另一场活动在用端口" + wanted.port, "Another event uses the port " + wanted.port});
        store::set_source(tx.db(), slug, text);
        return text;
    };
    auto stored_text = co_await h.write<std::string>(work);
    if (!stored_text) co_return stored_text.error();
    spdlog::info("{}: an organizer set the source to {}", slug, text.empty() ? "a publisher" : uri->safe());
    co_await apply_source(h, slug);
    co_return state_json(h, slug, text);
}

asio::awaitable<void> apply_source(hall& h, std::string slug) {
    auto look = [slug](store::database& db) -> result<store::stream_setup> {
        for (auto& s : store::stream_setups(db))
            if (s.slug == slug) return s;
        return errc::unknown_event;
    };
    auto found = co_await h.read<store::stream_setup>(look);
    if (found) h.apply(*found);
}

} // namespace jiangtang::app
