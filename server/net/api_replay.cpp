// Rows of the route table: the replay of an event that is over.

#include "app/replay.hpp"
#include "app/show.hpp"
#include "net/byte_range.hpp"
#include "net/door.hpp"
#include "net/hls_response.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

namespace jiangtang::net {
namespace {

constexpr auto playlist_age = std::chrono::seconds{60}; // an event that ended by mistake may go on

asio::awaitable<response> describe(context& c, request& r) {
    auto refused = co_await refused_at_door(c, r, r.captures[0]);
    if (refused) co_return std::move(*refused);
    auto text = co_await app::describe_replay(*c.hall, r.captures[0]);
    if (!text) co_return problem_response(text.error());
    co_return json(200, std::move(*text));
}

/// Bytes of the download from `range` on, a piece at a time.
class download_source final : public body_source {
public:
    download_source(app::disk& from, app::download_ptr file, byte_range range)
        : disk_{from}, file_{std::move(file)}, range_{range} {}

    std::uint64_t size() const override { return range_.size; }
    asio::awaitable<std::shared_ptr<const std::string>> read(std::uint64_t offset) override {
        auto n = static_cast<std::size_t>(std::min<std::uint64_t>(piece, range_.size - offset));
        auto work = [file = file_, at = range_.first + offset,
                     n]() -> result<std::shared_ptr<const std::string>> {
            return std::make_shared<const std::string>(file->read(at, n));
        };
        auto bytes = co_await disk_.run<std::shared_ptr<const std::string>>(work);
        co_return bytes ? *bytes : nullptr;
    }

private:
    static constexpr std::size_t piece = 512 * 1024;
    app::disk& disk_;
    app::download_ptr file_;
    byte_range range_;
};

asio::awaitable<response> download(context& c, request& r) {
    auto slug = r.captures[0];
    auto refused = co_await refused_at_door(c, r, slug);
    if (refused) co_return std::move(*refused);
    auto found = co_await app::find_download(*c.hall, slug);
    if (!found) co_return problem_response(found.error());
    const auto total = found->file->size();
    byte_range range{0, total};
    response out;
    out.content_type = "video/mp4";
    out.with("Accept-Ranges", "bytes");
    // The file changes when the event goes on after all: half of one and half of the other would be no file.
    const auto etag = fmt::format("\"{}-{}\"", found->starts_at, total);
    out.with("ETag", etag);
    const auto only_if = r.fields["if-range"];
    const bool same = only_if.empty() || only_if == etag;
    switch (same ? read_range(r.fields["range"], total, range) : range_answer::whole) {
    case range_answer::whole: break;
    case range_answer::unsatisfiable:
        co_return response{416}.with("Content-Range", "bytes */" + std::to_string(total));
    case range_answer::part: out.status = 206; out.with("Content-Range", content_range(range, total));
    }
    out.with("Content-Disposition", attachment(slug + ".mp4", found->name + ".mp4"));
    out.with("Cache-Control", c.hall->gate.find(slug) ? "private, no-cache" : "no-cache");
    out.source = std::make_shared<download_source>(c.hall->disk, found->file, range);
    co_return out;
}

asio::awaitable<response> media(context& c, request& r) {
    auto refused = co_await refused_at_door(c, r, r.captures[0]);
    if (refused) co_return std::move(*refused);
    auto recording = co_await app::find_replay(*c.hall, r.captures[0]);
    if (!recording) co_return problem_response(recording.error());
    auto what = origin::parse_path(r.captures[1]);
    auto a = (*recording)->get(what, origin::playlist_form::vod, false);
    if (!a.immutable) a.max_age = playlist_age;
    co_return co_await hls_response(c, std::move(a), !c.hall->gate.find(r.captures[0]));
}

asio::awaitable<response> danmaku(context& c, request& r) {
    auto refused = co_await refused_at_door(c, r, r.captures[0]);
    if (refused) co_return std::move(*refused);
    const auto from = r.query.number("from"), until = r.query.number("until");
    if (!from || !until) co_return problem_response(problem{errc::invalid_field, from ? "until" : "from"});
    auto done = co_await app::replay_danmaku(*c.hall, r.captures[0], *from, *until);
    co_return answer(200, std::move(done));
}

} // namespace

void add_replay_routes(std::vector<route>& rows, context& c) {
    rows.push_back({method::get, "/api/events/{slug}/replay", access::anyone, 0,
                    [&c](request& r) { return describe(c, r); }});
    rows.push_back({method::get, "/api/events/{slug}/replay/danmaku", access::anyone, 0,
                    [&c](request& r) { return danmaku(c, r); }});
    rows.push_back({method::get, "/replay/{slug}/download.mp4", access::anyone, 0,
                    [&c](request& r) { return download(c, r); }});
    rows.push_back(
        {method::get, "/replay/{slug}/{path*}", access::anyone, 0, [&c](request& r) { return media(c, r); }});
}

} // namespace jiangtang::net
