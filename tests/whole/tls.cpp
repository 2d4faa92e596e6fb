// HTTPS of the real program: the certificate it makes for itself, and the operator's, exchanged while people are there.
#include "origin/fragment_writer.hpp"
#include "whole/publisher.hpp"

#include <doctest/doctest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>

using namespace jiangtang::test;

namespace {

std::string content(const std::string& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::string pem_of(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    X509* one = d2i_X509(nullptr, &at, static_cast<long>(der.size()));
    REQUIRE(one);
    BIO* to = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(to, one);
    char* text = nullptr;
    const auto size = BIO_get_mem_data(to, &text);
    std::string out(text, static_cast<std::size_t>(size));
    BIO_free(to);
    X509_free(one);
    return out;
}

/// The certificate, with its key and authority, that some other hall has made for itself.
std::string made_by_a_hall() {
    hall h{2, {"--tls-listen", "127.0.0.1:0"}};
    return content(h.data() + "/tls.pem");
}

bool is_shown(const hall& h, const std::string& trusted) {
    try {
        browser b{h, {0, 0, {}, trusted, "localhost"}};
        return b.get("/healthz").status == 200;
    } catch (const std::runtime_error&) {
        return false;
    }
}

void wait_until_shown(const hall& h, const std::string& trusted) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!is_shown(h, trusted)) REQUIRE(std::chrono::steady_clock::now() < end);
}

int times(const std::string& text, const std::string& what) {
    int n = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
    return n;
}

} // namespace

TEST_CASE(
    "a hall without a certificate makes one; who trusts its authority registers, asks and watches over HTTPS") {
    hall h{2, {"--tls-listen", "127.0.0.1:0"}};
    browser plain{h};
    const auto file = plain.get("/trust/jiangtang.crt");
    CHECK(file.field("content-type") == "application/x-x509-ca-cert");
    const tls_wishes trusting{0, 0, {}, pem_of(file.body), "localhost"};
    CHECK_THROWS(browser(h, {0, 0, {}, pem_of(file.body), "elsewhere"}));

    browser guest{h, trusting};
    const auto told = guest.must_get("/api/trust");
    CHECK(number_at(told, "port") == h.tls_port());
    CHECK(at(told, "self_made").as_bool());
    CHECK(h.certificate_lines() ==
          std::vector<std::string>{"certificate: SHA-256 " + text_at(told, "fingerprint"),
                                   "its authority: SHA-256 " + text_at(told, "authority")});
    struct stat status {};
    REQUIRE(::stat((h.data() + "/tls.pem").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);

    const auto ticket = guest.registers("r1", "林一帆", "13817264471");
    CHECK(text_at(ticket, "ticket/url").starts_with(guest.origin() + "/ticket/"));
    browser moderator{h, trusting};
    moderator.sign_in(h.token("console"));
    CHECK(moderator.cookies().contains("__Host-session"));
    feed console{moderator};
    guest.watch("林一帆");
    feed viewer{guest};
    const auto asked = viewer.command({{"id", "c1"}, {"do", "ask"}, {"text", "第一步先改什么？"}});
    CHECK(at(asked, "ok").as_bool());
    CHECK(text_at(console.read_type("question.asked"), "question/text") == "第一步先改什么？");

    browser organizer{h, trusting};
    organizer.sign_in(h.token("organizer")).must_post(demo + "/stream", {{"do", "start"}});
    const auto key = ingest_key(h);
    publisher encoder{h, key, "video"};
    encoder.send(fragment_writer::init({}));
    std::string part;
    for (int i = 0; i < 13; ++i)
        encoder.send(fragment_writer::picture_part(90'000ULL * 1'800'000'000, i, i % 6 == 0));
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    http_answer list;
    do {
        REQUIRE(std::chrono::steady_clock::now() < end);
        list = guest.get("/live/2020-3/video.m3u8");
    } while (times(list.body, "#EXT-X-PART:") < 12);
    const auto uri = list.body.find("URI=\"", list.body.find("#EXT-X-PART:")) + 5;
    const auto path = "/live/2020-3/" + list.body.substr(uri, list.body.find('"', uri) - uri);
    const auto over_tls = guest.get(path);
    CHECK(over_tls.status == 200);
    CHECK(over_tls.body.size() > 100);
    CHECK(over_tls.body == plain.get(path).body);

    const auto lines = h.certificate_lines();
    CHECK(h.stop() == 0);
    CHECK(viewer.socket().read_close() == 1012);
    h.start();
    CHECK(h.certificate_lines() == lines);
}

TEST_CASE(
    "the operator's certificate is read again when it changes, nobody is cut off, and a broken one is warned of once") {
    const auto first = made_by_a_hall(), second = made_by_a_hall();
    temporary_folder f;
    const auto put = [&](const std::string& text) {
        std::ofstream{f.in("new.pem")} << text;
        std::filesystem::rename(f.in("new.pem"), f.in("hall.pem"));
    };
    put(first);
    std::ofstream{f.in("jiangtang.toml")} << "tls_listen = \"127.0.0.1:0\"\ntls_certificate = \""
                                          << f.in("hall.pem") << "\"\ntls_key = \"" << f.in("hall.pem")
                                          << "\"\n";
    hall h{2, {"--config", f.in("jiangtang.toml")}};
    CHECK(h.certificate_lines().size() == 1);
    CHECK_FALSE(std::filesystem::exists(h.data() + "/tls.pem"));
    CHECK(browser{h}.get("/trust/jiangtang.crt").status == 404);
    CHECK(is_shown(h, first));
    CHECK_FALSE(is_shown(h, second));
    browser viewer{h, {}};
    viewer.watch("林一帆");
    feed watching{viewer};

    put(second);
    wait_until_shown(h, second);
    CHECK_FALSE(is_shown(h, first));
    put("no certificate");
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (times(h.log(), "cannot be used") == 0) REQUIRE(std::chrono::steady_clock::now() < end);
    CHECK(is_shown(h, second));
    put(first);
    wait_until_shown(h, first);
    CHECK(times(h.log(), "cannot be used") == 1);
    const auto asked = watching.command({{"id", "c1"}, {"do", "ask"}, {"text", "还听得到吗？"}});
    CHECK(at(asked, "ok").as_bool());
    CHECK(viewer.get("/healthz").status == 200);
}

TEST_CASE("who comes to the port of HTTPS without it is sent on, and this machine needs no HTTPS elsewhere") {
    hall h{2, {"--tls-listen", "127.0.0.1:0"}};
    http_client lost{h.tls_port()};
    const auto sent = lost.get("/e/2020-3/desk?a=b");
    CHECK(sent.status == 308);
    CHECK(sent.field("location") ==
          "https://127.0.0.1:" + std::to_string(h.tls_port()) + "/e/2020-3/desk?a=b");
    browser here{h};
    here.must_get(demo);
    CHECK(here.get("/metrics").body.find("\njiangtang_certificate_expires_seconds 1") != std::string::npos);
}

TEST_CASE("without a port of HTTPS there is none, and the page of trust is told so") {
    hall h;
    CHECK(h.certificate_lines().empty());
    CHECK(browser{h}.get("/api/trust").body == "{}");
    CHECK(browser{h}.get("/trust/jiangtang.crt").status == 404);
    CHECK_FALSE(std::filesystem::exists(h.data() + "/tls.pem"));
}
