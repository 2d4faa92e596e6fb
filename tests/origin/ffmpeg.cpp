#include "origin/ffmpeg.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace lecture {

namespace fs = std::filesystem;

folder::folder() {
    auto name = (fs::temp_directory_path() / "origin-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
}

folder::~folder() { fs::remove_all(path); }

std::string run_command(const std::string& command) {
    FILE* pipe = popen(("timeout 60 " + command + " 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string out;
    char buffer[4096];
    while (const auto n = std::fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, n);
    pclose(pipe);
    return out;
}

std::string read_file(const fs::path& p) {
    std::ifstream in(p, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const fs::path& p, const std::string& bytes) { std::ofstream(p, std::ios::binary) << bytes; }

bool make_bodies(const fs::path& to, const body_options& o) {
    if (std::system("command -v ffmpeg >/dev/null 2>&1") != 0) {
        MESSAGE("ffmpeg is not on the path: left out");
        return false;
    }
    const auto length = ":duration=" + std::to_string(o.seconds);
    const auto gop = std::to_string(o.gop);
    const std::string picture = " -c:v libx264 -pix_fmt yuv420p -sc_threshold 0 -threads 1 " + o.picture +
                                " -g " + gop + " -keyint_min " + gop;
    const std::string sound = " -c:a aac -b:a 64k";
    const auto mux = " -f mp4 " + o.muxing + " -frag_duration 333333 -output_ts_offset " +
                     std::to_string(o.begins_ms / 1000) + " ";
    const auto said = run_command("ffmpeg -v error -y -f lavfi -i testsrc2=rate=30:size=" + o.size + length +
                                  " -f lavfi -i sine=frequency=440:sample_rate=48000" + length + " -map 0:v" +
                                  picture + mux + (to / "video.mp4").string() + " -map 1:a" + sound + mux +
                                  (to / "audio.mp4").string() + " -map 0:v -map 1:a" + picture + sound + mux +
                                  (to / "both.mp4").string());
    INFO(said);
    REQUIRE(fs::exists(to / "both.mp4"));
    REQUIRE(fs::file_size(to / "audio.mp4") > 1000);
    return true;
}

std::string picture_hash(const fs::path& p) {
    return run_command("ffmpeg -v error -i " + p.string() +
                       " -map 0:v -fps_mode passthrough -c:v rawvideo -f md5 -");
}

std::string sound_hash(const fs::path& p) {
    return run_command("ffmpeg -v error -i " + p.string() + " -map 0:a -c copy -f md5 -");
}

} // namespace lecture
