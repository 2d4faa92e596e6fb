// The pages from a folder made for the test: types, caching, packing, and that no path reaches outside.
#include "net/static_files.hpp"

#include "base/gzip.hpp"

#include <doctest/doctest.h>

#include <unistd.h>
#include <zlib.h>

#include <fstream>

using namespace jiangtang;
using namespace jiangtang::net;

namespace {

namespace fs = std::filesystem;

struct folder {
    fs::path path = fs::temp_directory_path() / ("pages-" + std::to_string(::getpid()));
    folder() { fs::create_directories(path / "assets"); }
    ~folder() { fs::remove_all(path); }
    void write(std::string_view name, std::string_view text) const {
        std::ofstream{path / name, std::ios::binary} << text;
    }
};

std::string field(const response& r, std::string_view name) {
    for (const auto& [n, v] : r.fields)
        if (n == name) return v;
    return {};
}

std::string unpacked(const std::string& packed) {
    std::string out(100'000, '\0');
    z_stream z{};
    inflateInit2(&z, 15 + 16);
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    z.avail_in = static_cast<uInt>(packed.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    inflate(&z, Z_FINISH);
    out.resize(z.total_out);
    inflateEnd(&z);
    return out;
}

} // namespace

TEST_CASE("files and pages are answered from memory, with type, tag and how long they may be kept") {
    folder f;
    const std::string script(5000, 'a');
    f.write("index.html", "<!doctype html>讲堂");
    f.write("assets/app-1a2b.js", script);
    f.write("assets/logo.png", "png");
    f.write("sw.js", "//");
    f.write(".hidden", "secret");
    const static_files files{f.path, {"/", "/e/*", "/e/*/live"}};

    const auto page = files.answer("/e/2020-3/live", "", "");
    REQUIRE(page);
    CHECK(*page->body == "<!doctype html>讲堂");
    CHECK(page->content_type == "text/html; charset=utf-8");
    CHECK(field(*page, "Cache-Control") == "no-cache");
    CHECK(files.answer("/", "", ""));
    CHECK_FALSE(files.answer("/e/", "", ""));
    CHECK_FALSE(files.answer("/e/2020-3/live/more", "", ""));

    const auto plain = files.answer("/assets/app-1a2b.js", "br", "");
    REQUIRE(plain);
    CHECK(*plain->body == script);
    CHECK(field(*plain, "Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(field(*plain, "Vary") == "Accept-Encoding");
    const auto packed = files.answer("/assets/app-1a2b.js", "gzip, br", "");
    CHECK(field(*packed, "Content-Encoding") == "gzip");
    CHECK(packed->body->size() < 100);
    CHECK(unpacked(*packed->body) == script);
    CHECK(field(*packed, "ETag") != field(*plain, "ETag"));
    const auto image = files.answer("/assets/logo.png", "gzip", "");
    CHECK(field(*image, "Content-Encoding").empty());
    CHECK(image->content_type == "image/png");
    CHECK(field(*files.answer("/sw.js", "", ""), "Cache-Control") == "no-cache");

    CHECK(files.answer("/assets/app-1a2b.js", "", field(*plain, "ETag"))->status == 304);
    CHECK(files.answer("/assets/app-1a2b.js", "", "\"x\", W/" + field(*plain, "ETag"))->status == 304);
    CHECK(files.answer("/assets/app-1a2b.js", "", "*")->status == 304);
    CHECK(files.answer("/assets/app-1a2b.js", "", "\"x\"")->status == 200);
    CHECK_FALSE(files.answer("/assets/app-1a2b.js", "", field(*plain, "ETag"))->body);

    for (const char* path :
         {"/.hidden", "/../index.html", "/assets/../index.html", "/assets", "/assets/", "index.html", ""})
        CHECK_FALSE(files.answer(path, "", ""));
}

TEST_CASE("a folder without pages is refused with a sentence") {
    CHECK_THROWS_WITH(static_files("/nonexistent-pages", {}), doctest::Contains("/nonexistent-pages"));
    folder f;
    CHECK_THROWS_WITH(static_files(f.path, {}), doctest::Contains("index.html"));
}

TEST_CASE("gzip is sent to those who accept it") {
    CHECK(accepts_gzip("gzip"));
    CHECK(accepts_gzip("deflate, GZIP;q=0.5"));
    CHECK(accepts_gzip("*"));
    CHECK_FALSE(accepts_gzip(""));
    CHECK_FALSE(accepts_gzip("br"));
    CHECK_FALSE(accepts_gzip("gzip;q=0"));
    CHECK_FALSE(accepts_gzip("gzip; q=0.00, *"));
    CHECK_FALSE(accepts_gzip("*;q=0"));
}
