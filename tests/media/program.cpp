// The program with sources made for the test, and nobody to publish to.
#include "media/program.hpp"

#include "boxes.hpp"

#include <doctest/doctest.h>

#include <gst/gst.h>

#include <condition_variable>
#include <cstring>
#include <future>
#include <map>

using namespace jiangtang::media;
using namespace jiangtang::media::testing;
using namespace std::chrono_literals;

namespace {

// Keeps what each track sends: 'o' and 'c' for open and close, and the bytes of its parts.
class recorder {
public:
    struct kept {
        std::string calls;
        std::string parts;
    };

    outlet operator()(const std::string& track) {
        return {[this, track](std::string) { note(track, 'o', ""); },
                [this, track](packet next) { note(track, 'p', next.bytes); },
                [this, track] { note(track, 'c', ""); }};
    }

    bool wait(const std::function<bool(const std::map<std::string, kept>&)>& enough) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 60s, [&] { return enough(all_); });
    }

    std::map<std::string, kept> all() {
        std::lock_guard lock(mutex_);
        return all_;
    }

private:
    void note(const std::string& track, char call, const std::string& bytes) {
        std::lock_guard lock(mutex_);
        auto& to = all_[track];
        if (call != 'p') to.calls += call;
        to.parts += bytes;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, kept> all_;
};

// One grey picture, which takes two frames' time until be_quick(), as on a machine that is too busy.
class grey final : public source {
public:
    grey() : shown_(new_picture()) { std::memset(shown_.get(), 128, picture_bytes); }
    picture picture_at(const tick&) override {
        quick_again_.wait_for(66ms);
        return shown_;
    }
    bool sound_at(const tick&, std::span<std::int16_t> out) override {
        std::ranges::fill(out, std::int16_t{0});
        return true;
    }
    void be_quick() { quick_.set_value(); }

private:
    std::promise<void> quick_;
    std::shared_future<void> quick_again_ = quick_.get_future().share();
    std::shared_ptr<std::uint8_t> shown_;
};

std::uint64_t pictures_in(const std::string& parts) {
    std::uint64_t count = 0;
    for (const auto& one : fragments(parts)) count += one.sizes.size();
    return count;
}

} // namespace

TEST_CASE("a track that is switched off ends with a whole segment, and on again begins at its own time") {
    gst_init(nullptr, nullptr);
    recorder to;
    rendition way(rendition::pictures(parse_ladder("240:200")->front()), to("video"));
    auto frame = new_picture(426 * 240 * 3 / 2);
    std::memset(frame.get(), 128, 426 * 240 * 3 / 2);
    const auto run = [&](std::int64_t first) {
        way.start(first);
        for (int i = 0; i < frames_per_segment; ++i) CHECK(way.push(picture(frame)));
        way.finish(20s);
    };
    run(600);
    CHECK_FALSE(way.on());
    run(6000);
    const auto got = to.all()["video"];
    CHECK(got.calls == "ococ");
    const auto parts = fragments(got.parts);
    REQUIRE(parts.size() == 12);
    CHECK(parts[0].tfdt == 600 * 3000);
    CHECK(parts[6].tfdt == 6000 * 3000);
    CHECK(parts[5].sizes.size() == 10);
    CHECK(parts[0].sync[0]);
    CHECK(parts[6].sync[0]);
}

TEST_CASE("an encoder that fails says so to whoever pushes, and keeps nobody waiting") {
    gst_init(nullptr, nullptr);
    const auto sound = encoder::for_sound(96000, {[](std::string) {}, [](encoded) {}});
    const std::vector<std::int16_t> half_of_a_pair(1), frame(sound_per_frame * sound_channels);
    sound->push(half_of_a_pair);
    auto failed = std::async(std::launch::async, [&] {
        for (int i = 0; i < 10 * frames_per_second; ++i)
            if (!sound->push(frame)) return true;
        return false;
    });
    REQUIRE(failed.wait_for(20s) == std::future_status::ready);
    CHECK(failed.get());
}

TEST_CASE(
    "when the machine is too slow the middle rung goes, at the end of a segment, and the others have no gap") {
    gst_init(nullptr, nullptr);
    recorder to;
    grey from;
    const std::vector<rendition_report> before{{.track = "video", .dropped = 7000}};
    program output({.ladder = *parse_ladder("360:300,240:200"), .theme = "", .before = before}, from,
                   std::ref(to));
    std::atomic<bool> stop{false};
    auto end = std::async(std::launch::async, [&] { return output.run(stop); });
    const auto off = [&] { return output.renditions()[1].off; };
    CHECK(to.wait([&](const auto&) { return off(); }));
    CHECK(output.renditions()[1].fps == 0);
    CHECK(output.renditions()[0].fps > 0);
    CHECK(output.renditions()[0].dropped >= 7000);
    from.be_quick();
    CHECK(to.wait([](const auto& all) {
        const auto rung = all.find("video-240");
        return rung != all.end() && rung->second.calls == "oc";
    }));
    stop = true;
    CHECK(end.get() == program::ending::stopped);
    const auto all = to.all();
    CHECK(all.at("video").calls == "oc");
    CHECK(pictures_in(all.at("video-240").parts) % frames_per_segment == 0);
    CHECK(pictures_in(all.at("video-240").parts) > 0);
    CHECK(pictures_in(all.at("video").parts) > pictures_in(all.at("video-240").parts));
    const auto parts = fragments(all.at("video").parts);
    for (std::size_t i = 1; i < parts.size(); ++i)
        CHECK(parts[i].tfdt == parts[i - 1].tfdt + parts[i - 1].duration());
    CHECK(output.renditions()[0].track == "video");
    CHECK_FALSE(output.renditions()[0].off);
}

namespace {

// Thirty pictures a second that were coded before they come, from frame `from` on until frame `until`.
class coded_source final : public source {
public:
    coded_source(std::int64_t from, std::int64_t until) : from_(from), until_(until), shown_(new_picture()) {
        std::memset(shown_.get(), 128, picture_bytes);
        std::promise<void> all;
        coded_format format{{}, 1280, 720};
        const auto made = encoder::for_pictures(
            parse_ladder("720:500")->front(),
            {[&](std::string config) { format.parameters = read_record(config)->parameters; },
             [&](encoded one) {
                 pictures_.push_back(std::move(one));
                 if (pictures_.size() == frames_per_segment) all.set_value();
             }});
        for (int i = 0; i < frames_per_segment; ++i) made->push(shown_);
        made->end();
        all.get_future().wait();
        format_ = std::make_shared<const coded_format>(format);
    }

    picture picture_at(const tick&) override { return shown_; }
    bool sound_at(const tick&, std::span<std::int16_t> out) override {
        std::ranges::fill(out, std::int16_t{0});
        return true;
    }
    std::vector<coded_picture> coded_at(const tick& at, bool) override {
        if (at.number < from_ || at.number >= until_) return {};
        const auto n = at.number - from_;
        const auto& one = pictures_[static_cast<std::size_t>(n % frames_per_segment)];
        return {{.format = format_, .number = n, .key = one.key, .slices = one.bytes}};
    }

    const std::string& key_picture() const { return pictures_.front().bytes; }

private:
    std::int64_t from_, until_;
    std::shared_ptr<std::uint8_t> shown_;
    std::vector<encoded> pictures_;
    std::shared_ptr<const coded_format> format_;
};

} // namespace

TEST_CASE("a source that is coded well is passed on, and all tracks are cut where that begins and ends") {
    gst_init(nullptr, nullptr);
    recorder to;
    constexpr std::uint64_t begins = 75, ends = 274, gone = 5; // frames; five without a picture are the end
    coded_source from(begins - frames_per_segment, ends);
    program output(
        {.ladder = *parse_ladder("720:500,240:200"), .theme = "", .before = {}, .calm = frames_per_segment},
        from, std::ref(to));
    std::atomic<bool> stop{false};
    auto end = std::async(std::launch::async, [&] { return output.run(stop); });
    CHECK(to.wait([&](const auto&) { return output.renditions()[0].passed_through; }));
    CHECK(to.wait([&](const auto&) { return !output.renditions()[0].passed_through; }));
    CHECK(to.wait([](const auto& all) { return pictures_in(all.at("video-240").parts) > 340; }));
    stop = true;
    CHECK(end.get() == program::ending::stopped);
    const auto all = to.all();
    CHECK(all.at("video").calls == "oooc"); // encoded, passed on, encoded
    CHECK(all.at("video-240").calls == "oc");
    for (const auto* track : {"video", "video-240"}) {
        const auto parts = fragments(all.at(track).parts);
        std::vector<std::uint64_t> heads;
        std::uint64_t frame = 0;
        for (const auto& one : parts) {
            CHECK(one.tfdt == parts[0].tfdt + frame * 3000);
            if (one.sync[0]) heads.push_back(frame);
            frame += one.duration() / 3000;
        }
        heads.resize(7);
        const std::vector<std::uint64_t> expected{
            0, 60, begins, begins + 60, begins + 120, begins + 180, ends + gone - 1};
        for (std::size_t i = 0; i < heads.size(); ++i) CHECK_MESSAGE(heads[i] == expected[i], track);
    }
    const auto video = fragments(all.at("video").parts);
    const auto first = std::ranges::find(video, video[0].tfdt + begins * 3000, &fragment::tfdt);
    REQUIRE(first != video.end());
    CHECK(first->mdat.starts_with(from.key_picture()));
    // Sound has no gap, and a part of it begins with the first frame of sound after each cut.
    const auto sound = fragments(all.at("audio").parts);
    for (std::size_t i = 1; i < sound.size(); ++i)
        CHECK(sound[i].tfdt == sound[i - 1].tfdt + sound[i - 1].duration());
    for (const auto cut : {begins, ends + gone - 1}) {
        const auto at = sound[0].tfdt + cut * sound_per_frame;
        CHECK(std::ranges::any_of(
            sound, [&](const fragment& one) { return one.tfdt >= at && one.tfdt < at + 1024; }));
    }
}
