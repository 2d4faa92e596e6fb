// What ffmpeg publishes, damaged in thousands of ways; the same ones each time. tests/fuzz/ looks for others.
#include "origin/anything.hpp"
#include "origin/ffmpeg.hpp"
#include "origin/fragment_writer.hpp"

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace lecture;

namespace {

class damager {
public:
    explicit damager(std::vector<std::string> bodies) : bodies_(std::move(bodies)) {}

    std::string next() {
        auto body = bodies_[pick(bodies_.size())];
        for (auto n = 1 + pick(3); n > 0 && !body.empty(); --n) damage(body);
        return body;
    }
    std::uint32_t seed() { return static_cast<std::uint32_t>(random_()); }

private:
    std::size_t pick(std::size_t n) { return static_cast<std::size_t>(random_() % n); }

    // Mostly where the boxes are, seldom among the samples.
    std::size_t place(const std::string& body) {
        static constexpr std::array names{"moov", "moof", "traf", "tfhd", "tfdt", "trun",
                                          "mdat", "trak", "stsd", "trex", "mdhd"};
        if (pick(5) == 0) return pick(body.size());
        const auto found = body.find(names[pick(names.size())], pick(body.size()));
        if (found == std::string::npos) return pick(body.size());
        return std::min(body.size() - 1, found - std::min<std::size_t>(found, 4) + pick(40));
    }

    void damage(std::string& body) {
        const auto at = place(body);
        const auto n = 1 + pick(60);
        switch (pick(7)) {
        case 0: body[at] = static_cast<char>(random_()); break;
        case 1: body[at] = static_cast<char>(body[at] ^ 1 << pick(8)); break;
        case 2: body.resize(at); break;
        case 3: body.erase(at, n); break;
        case 4: body.insert(at, body.substr(at, n)); break;
        case 5: {
            static constexpr std::array<std::uint64_t, 8> lies{0,          1,          7,          8,
                                                               0x7fffffff, 0x80000000, 0xffffffff, 0x10000};
            body.replace(at, 4, fragment_writer::u32(lies[pick(lies.size())]));
            break;
        }
        default: {
            const auto& other = bodies_[pick(bodies_.size())];
            body.insert(at, other.substr(place(other), n * 10));
        }
        }
    }

    std::vector<std::string> bodies_;
    std::mt19937 random_{20200922};
};

std::vector<std::string> bodies() {
    using namespace fragment_writer;
    std::vector<std::string> all{init({}) + picture_part(0, 0, true) + picture_part(0, 1, false),
                                 muxed_init({}, {.video = false, .track_id = 2, .timescale = 48000}) +
                                     muxed_fragment({}, {.track_id = 2, .duration = 1000})};
    const folder at;
    if (!make_bodies(at.path, {.seconds = 2, .size = "64x48", .picture = "-preset ultrafast -bf 2"}))
        return all;
    for (const char* name : {"video.mp4", "audio.mp4", "both.mp4"}) all.push_back(read_file(at.path / name));
    return all;
}

} // namespace

TEST_CASE("Thousands of damaged bodies each get through or get an error, and nothing worse") {
    damager damaged(bodies());
    std::map<std::string, int> told;
    for (int i = 0; i < 4000; ++i) {
        CAPTURE(i);
        const auto body = damaged.next();
        const auto ec = publish_anything(body, damaged.seed());
        ++told[ec ? ec.message() : ""];
        lay_out_anything(body);
    }
    // The damage reaches deep: nearly every reason comes up, and much is harmless.
    CHECK(told.size() >= 12);
    CHECK(told[""] > 200);
}
