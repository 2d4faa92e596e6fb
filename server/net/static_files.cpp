#include "net/static_files.hpp"

#include "base/crypto.hpp"
#include "base/gzip.hpp"
#include "net/route.hpp"

#include <boost/algorithm/string/erase.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/trim.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace jiangtang::net {

namespace {

namespace fs = std::filesystem;

std::string read_whole(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::string out{std::istreambuf_iterator<char>{in}, {}};
    if (!in.good() && !in.eof()) throw std::runtime_error{"cannot read the page file " + path.string()};
    return out;
}

bool worth_packing(std::string_view type) {
    return type.starts_with("text/") || type.starts_with("application/j") || type == "application/wasm" ||
           type == "application/manifest+json" || type == "image/svg+xml";
}

bool page_matches(std::string_view pattern, std::string_view path) {
    const auto want = segments_of(pattern), have = segments_of(path);
    return std::equal(want.begin(), want.end(), have.begin(), have.end(),
                      [](auto w, auto h) { return w == "*" ? !h.empty() : w == h; });
}

bool tag_among(std::string_view list, std::string_view tag) {
    if (list == "*") return true;
    for (std::size_t at = 0; at < list.size();) {
        const auto end = std::min(list.find(',', at), list.size());
        auto one = boost::algorithm::trim_copy(std::string{list.substr(at, end - at)});
        if (one.starts_with("W/")) one.erase(0, 2); // weak comparison, RFC 9110 section 13.1.2
        if (one == tag) return true;
        at = end + 1;
    }
    return false;
}

bool hidden(const fs::path& relative) {
    return std::any_of(relative.begin(), relative.end(),
                       [](const fs::path& p) { return p.string().starts_with('.'); });
}

} // namespace

std::string_view content_type_of(std::string_view name) {
    struct row {
        std::string_view ending, type;
    };
    static constexpr std::array<row, 17> table{{{".html", "text/html; charset=utf-8"},
                                                {".js", "text/javascript; charset=utf-8"},
                                                {".mjs", "text/javascript; charset=utf-8"},
                                                {".css", "text/css; charset=utf-8"},
                                                {".json", "application/json"},
                                                {".map", "application/json"},
                                                {".webmanifest", "application/manifest+json"},
                                                {".svg", "image/svg+xml"},
                                                {".png", "image/png"},
                                                {".jpg", "image/jpeg"},
                                                {".webp", "image/webp"},
                                                {".ico", "image/x-icon"},
                                                {".woff2", "font/woff2"},
                                                {".wasm", "application/wasm"},
                                                {".txt", "text/plain; charset=utf-8"},
                                                {".mp4", "video/mp4"},
                                                {".mp3", "audio/mpeg"}}};
    for (const auto& r : table)
        if (boost::algorithm::iends_with(name, r.ending)) return r.type;
    return "application/octet-stream";
}

bool accepts_gzip(std::string_view header) {
    bool any = false;
    for (std::size_t at = 0; at < header.size();) {
        const auto end = std::min(header.find(',', at), header.size());
        std::string one{header.substr(at, end - at)};
        at = end + 1;
        const auto semicolon = one.find(';');
        std::string quality = semicolon == std::string::npos ? "" : one.substr(semicolon + 1);
        one = boost::algorithm::trim_copy(one.substr(0, semicolon));
        boost::algorithm::erase_all(quality, " ");
        // q=0, q=0. and q=0.000 forbid it (section 12.4.2)
        const bool forbidden = boost::algorithm::istarts_with(quality, "q=0") &&
                               quality.find_first_not_of("0.", 2) == std::string::npos;
        if (boost::algorithm::iequals(one, "gzip")) return !forbidden;
        if (one == "*") any = !forbidden;
    }
    return any;
}

static_files::static_files(const fs::path& folder, std::vector<std::string> pages)
    : pages_{std::move(pages)} {
    std::error_code failed;
    fs::recursive_directory_iterator it{folder, failed};
    if (failed)
        throw std::runtime_error{"cannot read the folder of pages " + folder.string() + ": " +
                                 failed.message()};
    for (const auto& entry : it) {
        const auto relative = entry.path().lexically_relative(folder);
        if (!entry.is_regular_file() || hidden(relative)) continue;
        file f;
        f.content_type = content_type_of(relative.string());
        f.plain = std::make_shared<const std::string>(read_whole(entry.path()));
        f.etag = sha256_hex(*f.plain).substr(0, 20);
        const bool hashed = relative.generic_string().starts_with("assets/");
        f.cache_control = hashed ? "public, max-age=31536000, immutable" : "no-cache";
        if (worth_packing(f.content_type)) {
            auto packed = gzip(*f.plain);
            if (packed.size() < f.plain->size())
                f.gzip = std::make_shared<const std::string>(std::move(packed));
        }
        files_.emplace(std::string{"/"}.append(relative.generic_string()), std::move(f));
    }
    if (!files_.contains("/index.html"))
        throw std::runtime_error{"there is no index.html in the folder of pages " + folder.string()};
}

const static_files::file* static_files::find(std::string_view path) const {
    if (!path.starts_with('/')) return nullptr;
    if (auto it = files_.find(path); it != files_.end()) return &it->second;
    const bool page =
        std::any_of(pages_.begin(), pages_.end(), [&](const auto& p) { return page_matches(p, path); });
    return page ? &files_.find("/index.html")->second : nullptr;
}

std::optional<response> static_files::answer(std::string_view path, std::string_view accept_encoding,
                                             std::string_view if_none_match) const {
    const auto* f = find(path);
    if (!f) return {};
    const bool packed = f->gzip && accepts_gzip(accept_encoding);
    std::string tag{"\""};
    tag.append(f->etag).append(packed ? "-gz\"" : "\"");
    response r;
    r.with("ETag", tag).with("Cache-Control", f->cache_control);
    if (f->gzip) r.with("Vary", "Accept-Encoding");
    if (tag_among(if_none_match, tag)) {
        r.status = 304;
        return r;
    }
    r.content_type = f->content_type;
    r.body = packed ? f->gzip : f->plain;
    if (packed) r.with("Content-Encoding", "gzip");
    return r;
}

response static_files::not_found(std::string_view accept_encoding) const {
    auto page = answer("/index.html", accept_encoding, {}).value();
    page.status = 404;
    return page;
}

} // namespace jiangtang::net
