// ffmpeg as a publisher and as a player, for the tests; where it is missing they say so and are left out.
#pragma once

#include <filesystem>
#include <string>

namespace lecture {

struct folder {
    folder();
    ~folder();
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    std::filesystem::path path;
};

// What a command prints; it is ended after 60 seconds.
std::string run_command(const std::string& command);
std::string read_file(const std::filesystem::path& p);
void write_file(const std::filesystem::path& p, const std::string& bytes);

struct body_options {
    int seconds = 12;
    int gop = 60; // frames, of 30 a second
    std::string size = "320x180";
    std::string picture = "-preset ultrafast -tune zerolatency -profile:v main -bf 0";
    std::int64_t begins_ms = 1'600'754'400'000; // UTC
    std::string muxing = "-movflags +cmaf+frag_keyframe+frag_discont -write_prft wallclock";
};

// Picture and sound as the bodies that ffmpeg would post: video.mp4, audio.mp4, and both.mp4 with the very
// same packets muxed. False where ffmpeg is missing.
bool make_bodies(const std::filesystem::path& to, const body_options& o = {});

// MD5 of the decoded pictures of a file, or of its sound's packets as they are.
std::string picture_hash(const std::filesystem::path& p);
std::string sound_hash(const std::filesystem::path& p);

} // namespace lecture
