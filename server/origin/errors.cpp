#include "origin/errors.hpp"

#include <array>

namespace jiangtang::origin {
namespace {

struct row {
    errc code;
    const char *zh, *en;
};

constexpr std::array table{
    row{errc::bad_track_name, "轨道名应为 1 到 16 个字符（a-z、0-9、-），且不能是 index",
        "A track name is 1 to 16 characters of a-z, 0-9 and '-', and not 'index'."},
    row{errc::too_many_tracks, "这场直播的轨道数已到上限", "This stream has as many tracks as it may have."},
    row{errc::stream_ended, "直播已经结束", "This stream has ended."},
    row{errc::replaced, "另一个推流接替了这条轨道", "A newer publisher has taken over this track."},
    row{errc::contested, "这条轨道刚被另一个推流接替，它仍在推送；两个编码器在用同一个密钥",
        "Another publisher took this track over a moment ago and is still sending: two encoders share one key."},
    row{errc::ingest_closed, "连接已关闭，不再接收数据",
        "This connection has been closed and takes no more bytes."},
    row{errc::not_mp4, "推来的不是分片 MP4（CMAF）；ffmpeg 请用 -f mp4 -movflags +cmaf+frag_keyframe",
        "This is no fragmented MP4 (CMAF); with ffmpeg: -f mp4 -movflags +cmaf+frag_keyframe."},
    row{errc::box_too_large, "MP4 盒子超过服务器接收的大小；请缩短分片",
        "A box is larger than this server takes: make the fragments shorter."},
    row{errc::bad_box_size, "MP4 盒子的长度不可能成立：数据已损坏或不是分片 MP4",
        "A box has a size that cannot be: this is no fragmented MP4 stream."},
    row{errc::bad_box, "MP4 盒子的内容与长度不符：数据已损坏", "The content of a box does not fit its size."},
    row{errc::unexpected_box, "MP4 盒子的顺序不对：应为 ftyp、moov，然后是成对的 moof 和 mdat",
        "The boxes are in an order that cannot be: ftyp, moov, then moof and mdat."},
    row{errc::not_one_track, "一个连接只能有一条轨道，或画面和声音各一条",
        "A connection carries one track, or one of picture and one of sound together."},
    row{errc::unplayable_codec, "浏览器不能播放这种编码；请用 H.264（8 位 4:2:0）和 AAC",
        "Browsers cannot play this codec: send H.264 (8 bit, 4:2:0) and AAC."},
    row{errc::too_much_picture, "画面超出观众设备能播放的范围（最高 4096×2304、60 帧/秒、H.264 级别 5.1）",
        "The picture is more than viewers' devices can play; see the limits of the stream."},
    row{errc::too_many_bits, "码率过高，观众的网络承受不了",
        "The bit rate is more than viewers' lines can carry."},
    row{errc::no_key_frame, "太久没有关键帧，观众无法进入；请把关键帧间隔设为 2 秒",
        "There was no key frame for too long, so nobody can join: set the key-frame interval to 2 seconds."},
    row{errc::bad_timescale, "轨道的时间刻度为零或过大", "The timescale of the track is zero or too large."},
    row{errc::wrong_track_id, "分片属于 moov 中没有声明的轨道",
        "A fragment belongs to a track that the moov box does not declare."},
    row{errc::no_decode_time, "分片没有解码时间（tfdt）", "A fragment has no decode time (tfdt)."},
    row{errc::absolute_offsets, "分片用了绝对偏移，应为相对偏移（ffmpeg 加 -movflags +cmaf）",
        "Fragments use absolute offsets; they must be relative (ffmpeg: -movflags +cmaf)."},
    row{errc::bad_samples, "分片里没有样本，或样本超出数据范围",
        "A fragment has no samples, or samples outside its data."},
    row{errc::bad_duration, "分片没有时长，或长过服务器接收的上限",
        "A fragment has no length or is longer than this server takes."},
    row{errc::time_went_back, "时间戳倒退：分片早于前一个分片的结尾；请重新连接",
        "The time of a fragment lies before the end of the fragment before it: connect again."},
    row{errc::kind_changed, "这条轨道之前是另一种内容（画面或声音）",
        "This track has carried the other of sound and picture until now."},
    row{errc::too_many_parts, "分片太短：一个段里分片过多",
        "The fragments are too short: a segment would hold too many of them."},
    row{errc::too_many_bytes, "单独一段就超过了服务器为轨道保留的大小",
        "One segment alone is larger than this server keeps of a track."},
};

const row* find(int value) {
    for (const auto& r : table)
        if (static_cast<int>(r.code) == value) return &r;
    return nullptr;
}

class category : public std::error_category {
public:
    const char* name() const noexcept override { return "origin"; }
    std::string message(int value) const override {
        const auto* r = find(value);
        return r ? r->en : "Unknown error of the stream origin.";
    }
};

} // namespace

const std::error_category& origin_category() noexcept {
    static const category instance;
    return instance;
}

std::error_code make_error_code(errc e) noexcept { return {static_cast<int>(e), origin_category()}; }

sentences explain(std::error_code ec, std::string_view figure) {
    const auto* r = ec.category() == origin_category() ? find(ec.value()) : nullptr;
    sentences s{r ? r->zh : "推流服务出错", ec.message()};
    if (figure.empty()) return s;
    s.zh += "。收到：" + std::string(figure);
    s.en += " Received: " + std::string(figure) + '.';
    return s;
}

} // namespace jiangtang::origin
