// What the ladder costs: jiangtang-media's program from pictures to bytes sent, against the bare encoders with the same
// settings, fed the same pictures at the sizes they encode. Each runs in a process of its own, in turn.
#include "media/lecture.hpp"
#include "media/program.hpp"
#include "media/uplink.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/json.hpp>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>

#include <sys/resource.h>

namespace json = boost::json;
using namespace jiangtang::media;
using namespace std::chrono;

namespace {

constexpr int pictures = 90; // held in memory, shown again and again

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto of = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return of(used.ru_utime) + of(used.ru_stime);
}

std::int64_t now_ns() { return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count(); }

// Pictures and sound of the lecture, made before the clock starts: three pages, the time running in a corner.
struct reel {
    std::vector<picture> shown;
    std::vector<std::vector<std::int16_t>> heard;

    reel() {
        lecture from(false);
        for (int i = 0; i < pictures; ++i) {
            tick at{std::int64_t{i} * 10, std::int64_t{i} * 10, 0};
            shown.push_back(from.picture_at(at));
            at.frame = i;
            heard.emplace_back(std::size_t{sound_per_frame} * sound_channels);
            from.sound_at(at, heard.back());
        }
    }
};

class replayed final : public source {
public:
    replayed(const reel& of, int frames) : of_(of), frames_(frames) {}

    picture picture_at(const tick& at) override {
        if (at.number == 0) first_ns = at.steady_ns;
        if (at.number + 1 >= frames_) stop = true;
        return of_.shown[static_cast<std::size_t>(at.number % pictures)];
    }
    bool sound_at(const tick& at, std::span<std::int16_t> out) override {
        std::ranges::copy(of_.heard[static_cast<std::size_t>(at.number % pictures)], out.begin());
        return true;
    }

    std::atomic<bool> stop{false};
    std::atomic<std::int64_t> first_ns{0};

private:
    const reel& of_;
    const int frames_;
};

std::int64_t share(std::vector<std::int64_t> all, double part) {
    if (all.empty()) return 0;
    std::ranges::sort(all);
    return all[static_cast<std::size_t>(part * static_cast<double>(all.size() - 1))];
}

// The program itself, publishing to the port; also by how much a part is ready after its last picture was due.
json::object ladder(const std::vector<rung>& rungs, const reel& of, int frames, const std::string& port) {
    replayed from(of, frames);
    uplink up([] {});
    std::mutex mutex;
    std::map<std::string, std::vector<std::int64_t>> delays_us;
    program output(
        {.ladder = rungs, .theme = "", .before = {}}, from, [&](const std::string& track) -> outlet {
            auto& to = up.add({{"127.0.0.1", port, "/ingest/bench"}, "KEY", track, "video/mp4"});
            auto& delays = delays_us[track];
            const auto push = [&, parts = std::int64_t{0}](packet next) mutable {
                const auto due =
                    from.first_ns + ++parts * 1'000'000'000 / 3 - 1'000'000'000 / frames_per_second;
                {
                    std::lock_guard lock(mutex);
                    delays.push_back((now_ns() - due) / 1000);
                }
                to.push(std::move(next));
            };
            return {[&to](std::string init) { to.open(std::move(init)); }, push, [&to] { to.close(); }};
        });
    up.start();
    const auto before = cpu_seconds();
    output.run(from.stop);
    up.finish(2s);
    const auto used = cpu_seconds() - before;
    auto& largest = delays_us["video"];
    const auto states = output.renditions();
    return {{"cpu_s", used},
            {"off", std::ranges::count(states, true, &rendition_report::off)},
            {"delay_p50_ms", static_cast<double>(share(largest, 0.5)) / 1000},
            {"delay_p95_ms", static_cast<double>(share(largest, 0.95)) / 1000}};
}

// A buffer as GStreamer lays it out, so that the bare encoder needs no help.
GstBuffer* laid_out(const picture& from, int width, int height) {
    GstVideoInfo info;
    gst_video_info_set_format(&info, GST_VIDEO_FORMAT_I420, static_cast<guint>(width),
                              static_cast<guint>(height));
    auto* buffer = gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&info), nullptr);
    GstVideoFrame frame;
    gst_video_frame_map(&frame, &info, buffer, GST_MAP_WRITE);
    const auto* at = from.get();
    for (int plane = 0; plane < 3; ++plane) {
        const int wide = plane ? width / 2 : width, high = plane ? height / 2 : height;
        for (int y = 0; y < high; ++y, at += wide)
            std::copy_n(at, wide,
                        static_cast<std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, plane)) +
                            std::ptrdiff_t{y} * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, plane));
    }
    gst_video_frame_unmap(&frame);
    return buffer;
}

struct bare {
    std::string caps, elements;
    std::vector<GstBuffer*> frames{};
    gst_handle<GstElement> pipeline{};
    gst_handle<GstElement> in{};

    void open() {
        pipeline.reset(gst_parse_launch(
            ("appsrc name=in format=time block=true max-buffers=30 max-bytes=0 caps=" + caps + " ! " +
             elements + " ! fakesink sync=false async=false")
                .c_str(),
            nullptr));
        in.reset(gst_bin_get_by_name(GST_BIN(pipeline.get()), "in"));
        gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
    }

    void push(int number) {
        auto* buffer = gst_buffer_copy(frames[static_cast<std::size_t>(number % pictures)]);
        GST_BUFFER_PTS(buffer) =
            gst_util_uint64_scale(static_cast<guint64>(number), GST_SECOND, frames_per_second);
        GST_BUFFER_DURATION(buffer) = GST_SECOND / frames_per_second;
        gst_app_src_push_buffer(GST_APP_SRC(in.get()), buffer);
    }

    void finish() {
        gst_app_src_end_of_stream(GST_APP_SRC(in.get()));
        gst_handle<GstBus> bus(gst_element_get_bus(pipeline.get()));
        const gst_handle<GstMessage> end(
            gst_bus_timed_pop_filtered(bus.get(), 5 * GST_SECOND, GST_MESSAGE_EOS));
        gst_element_set_state(pipeline.get(), GST_STATE_NULL);
    }
};

json::object encoders(const std::vector<rung>& rungs, const reel& of, int frames) {
    std::vector<bare> all;
    for (const auto& one : rungs) {
        const auto size = ",width=" + std::to_string(one.width) + ",height=" + std::to_string(one.height);
        all.push_back({"video/x-raw,format=I420,framerate=30/1,interlace-mode=progressive" + size,
                       encoder::picture_elements(one)});
        scaler by(one.height);
        for (const auto& p : of.shown)
            all.back().frames.push_back(laid_out(by.scale(p), one.width, one.height));
    }
    all.push_back({"audio/x-raw,format=S16LE,rate=48000,channels=2,layout=interleaved",
                   encoder::sound_elements(96000)});
    for (const auto& s : of.heard)
        all.back().frames.push_back(gst_buffer_new_memdup(s.data(), s.size() * sizeof(std::int16_t)));
    const auto before = cpu_seconds();
    for (auto& one : all) one.open(); // that costs the program as much
    const auto begin = steady_clock::now();
    for (int i = 0; i < frames; ++i) {
        std::this_thread::sleep_until(begin +
                                      nanoseconds(std::int64_t{i} * 1'000'000'000 / frames_per_second));
        for (auto& one : all) one.push(i);
    }
    for (auto& one : all) one.finish();
    return {{"cpu_s", cpu_seconds() - before}};
}

// Takes every POST and forgets it.
void swallow(boost::asio::ip::tcp::acceptor& door) {
    for (;;) {
        auto one = std::make_shared<boost::asio::ip::tcp::socket>(door.accept());
        std::thread([one] {
            std::array<char, 65536> some{};
            boost::system::error_code ec;
            while (!ec) one->read_some(boost::asio::buffer(some), ec);
        }).detach();
    }
}

json::object child(const std::string& arguments) {
    auto* pipe = ::popen(("/proc/" + std::to_string(::getpid()) + "/exe " + arguments).c_str(), "r");
    std::string all;
    std::array<char, 4096> some{};
    for (std::size_t n; (n = std::fread(some.data(), 1, some.size(), pipe)) > 0;) all.append(some.data(), n);
    ::pclose(pipe);
    return json::parse(all).as_object();
}

double number(const json::object& of, const char* name) { return of.at(name).to_number<double>(); }

} // namespace

int main(int argc, char** argv) {
    spdlog::set_default_logger(spdlog::stderr_color_mt("bench"));
    spdlog::set_level(spdlog::level::warn);
    const std::vector<std::string> words(argv + 1, argv + argc);
    const auto value = [&](const std::string& name, const std::string& otherwise) {
        const auto at = std::ranges::find(words, name);
        return at != words.end() && at + 1 != words.end() ? at[1] : otherwise;
    };
    const int seconds = std::stoi(value("--seconds", "10")), rounds = std::stoi(value("--rounds", "3"));
    const auto rungs = parse_ladder(value("--ladder", std::string(default_ladder)));
    if (!rungs) {
        std::cerr << "--ladder " << ladder_rule << '\n';
        return 2;
    }
    if (const auto what = value("--run", ""); !what.empty()) {
        gst_init(nullptr, nullptr);
        const reel of;
        std::cout << json::serialize(
            what == "ladder" ? ladder(*rungs, of, seconds * frames_per_second, value("--port", ""))
                             : encoders(*rungs, of, seconds * frames_per_second));
        return 0;
    }
    boost::asio::io_context io;
    boost::asio::ip::tcp::acceptor door(io, {boost::asio::ip::address_v4::loopback(), 0});
    std::thread([&] { swallow(door); }).detach();
    const auto same = " --seconds " + std::to_string(seconds) + " --ladder " +
                      value("--ladder", std::string(default_ladder));
    double ours = 0, bare_ones = 0, off = 0, p50 = 0, p95 = 0;
    for (int i = 0; i < rounds; ++i) {
        bare_ones += number(child("--run encoders" + same), "cpu_s");
        const auto whole =
            child("--run ladder --port " + std::to_string(door.local_endpoint().port()) + same);
        ours += number(whole, "cpu_s");
        off += number(whole, "off");
        p50 = std::max(p50, number(whole, "delay_p50_ms"));
        p95 = std::max(p95, number(whole, "delay_p95_ms"));
    }
    const auto per_cent = [&](double cpu_s) { return cpu_s * 100 / seconds / rounds; };
    std::cout << json::serialize(json::object{{"ladder_per_cent", per_cent(ours)},
                                              {"encoders_per_cent", per_cent(bare_ones)},
                                              {"ratio", ours / bare_ones},
                                              {"rungs_dropped", off},
                                              {"delay_p50_ms", p50},
                                              {"delay_p95_ms", p95}})
              << std::endl;
    std::_Exit(0); // the door is still open
}
