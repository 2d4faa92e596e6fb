#include "wire/letters.hpp"

#include "domain/ticket.hpp"
#include "wire/words.hpp"

#include <array>
#include <string_view>

namespace jiangtang::wire {
namespace {

using domain::language;
using domain::message_kind;

/// A sentence in both languages; {n} is the place on the waiting list, {event} the event's name, {until} when an offer ends.
struct sentence {
    std::string_view zh, en;
    std::string_view in(language l) const { return l == language::zh ? zh : en; }
};

struct kind_words {
    message_kind kind;
    sentence subject, opening;
};

constexpr std::array<kind_words, 13> kinds{{
    {message_kind::ticket,
     {"报名成功", "You are registered"},
     {"您已报名{event}。", "You are registered for {event}."}},
    {message_kind::waiting,
     {"候补第{n}位", "You are no. {n} on the waiting list"},
     {"现场名额已满，您在{event}的候补名单上。",
      "The hall is full, and you are on the waiting list of {event}."}},
    {message_kind::promoted,
     {"有座位了", "There is a seat for you"},
     {"{event}空出一个座位，已经留给您。", "A seat became free at {event}, and it is yours."}},
    {message_kind::offered,
     {"空出一个座位，请在{until}前接受", "A seat is kept for you until {until}"},
     {"{event}空出一个座位，先为您保留。",
      "A seat became free at {event}, and it is kept for you for a while."}},
    {message_kind::moved,
     {"您的座位有变动", "You have another seat"},
     {"{event}的主办方给您换了座位，现在是这样：",
      "The organizer of {event} gave you another seat. It now stands like this:"}},
    {message_kind::changed,
     {"参加方式已更改", "Your registration was changed"},
     {"您更改了{event}的参加方式，现在是这样：",
      "You changed how you take part in {event}. It now stands like this:"}},
    {message_kind::replaced,
     {"入场码已更换", "Your ticket was replaced"},
     {"您在{event}的入场码已经更换，以前的不再有效。",
      "Your ticket for {event} was replaced, and the one before is no longer valid."}},
    {message_kind::cancelled,
     {"报名已取消", "Your registration was cancelled"},
     {"您在{event}的报名已经取消，入场码不再有效。",
      "Your registration for {event} was cancelled, and its ticket is no longer valid."}},
    {message_kind::reminder, {"活动提醒", "A reminder"}, {"{event}快要开始了。", "{event} begins soon."}},
    {message_kind::test,
     {"测试消息", "A test message"},
     {"{event}的消息可以送到这里。", "Messages of {event} reach you here."}},
    {message_kind::requested,
     {"已收到申请", "We have your request"},
     {"已收到您参加{event}的申请，主办方审核后再通知您。",
      "We have your request for {event}. You hear from us once the organizer has decided."}},
    {message_kind::declined,
     {"申请未通过", "Your request was declined"},
     {"您参加{event}的申请没有通过。", "Your request for {event} was declined."}},
    {message_kind::rescheduled,
     {"活动时间有变动", "The event begins at another time"},
     {"{event}的时间有变动，现在是这样：",
      "{event} begins at another time than before. It now stands like this:"}},
}};

constexpr sentence by_delegation{"{unit}为您报名了{event}。", "{unit} has registered you for {event}."};
constexpr sentence hello{"{name}，您好：", "Dear {name},"}, hello_nobody{"您好：", "Hello,"};
constexpr sentence time_word{"时间", "Time"}, place_word{"地点", "Place"}, seat_word{"座位", "Seat"},
    code_word{"票号", "Ticket"}, form_word{"参加方式", "Attendance"}, online_word{"线上看直播", "Online"},
    waiting_word{"候补", "Waiting list"}, kept_word{"保留到", "Kept until"}, asked_word{"状态", "Status"},
    asked{"等待主办方审核", "Waiting for the organizer"}, reason_word{"说明", "Note"},
    nth{"第{n}位", "No. {n}"};
constexpr sentence show_code{"入场时请出示二维码，下面这一页上也有。",
                             "Please show the QR code at the door. The page below has it, too."},
    give_back{"不能来时，请在下面这一页上取消，座位会让给候补的人。",
              "If you cannot come, please cancel on the page below: the seat goes to somebody who waits."},
    take_it{
        "请在下面这一页上接受。过了时间没有接受，座位会让给下一位，您排到候补名单的最后。",
        "Please accept it on the page below. If you do not in time, it goes to the next, and you to the end of the list."},
    will_tell{"有空位时按次序递补，轮到您时会再通知您。",
              "Seats that become free are given in order, and we write again when it is your turn."},
    watch{"到时间从下面这一页看直播，不用出示二维码。",
          "Watch the live stream from the page below when it begins. No QR code is needed."},
    still_asked{
        "审核结果和您的申请都在下面这一页上；不想参加了，也可以在那里取消。",
        "Your request and what becomes of it stand on the page below, where you can also take it back."},
    come_again{"想参加时，可以重新报名。", "You can register again at any time."},
    pass_word{"入场二维码，票号{code}", "QR code of ticket {code}"};
constexpr sentence foot_word{"这封邮件由系统自动发出，请不要回复。没有报过名的话，请忽略它。",
                             "This mail was sent by a program; please do not answer it. If you did not "
                             "register, please ignore it."};

std::string filled(std::string text, std::string_view name, const std::string& value) {
    const auto mark = "{" + std::string{name} + "}";
    for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + value.size()))
        text.replace(at, mark.size(), value);
    return text;
}

const kind_words& words_of(message_kind kind) {
    for (const auto& k : kinds)
        if (k.kind == kind) return k;
    return kinds.front();
}

/// “卓越城市 品质生活”（质量大讲堂第三期）
std::string event_words(const domain::programme& p, language in) {
    const auto series = p.series + (in == language::zh || p.issue.empty() ? "" : " ") + p.issue;
    return in == language::zh ? series + "“" + p.theme + "”" : "“" + p.theme + "” (" + series + ")";
}

class writer_of_letters {
public:
    explicit writer_of_letters(const letter_facts& about)
        : f{about}, in{about.in}, waits{about.guest.position > 0},
          off{about.guest.status == domain::registration_status::cancelled},
          no{about.guest.status == domain::registration_status::declined},
          asks{about.guest.status == domain::registration_status::requested},
          online{about.guest.form == domain::attendance::online} {}

    letter write() const {
        const auto& k = words_of(f.kind);
        const auto& p = f.event.what;
        letter out;
        out.in = in;
        out.subject = say(k.subject) + (in == language::zh ? "：" : ": ") + p.theme +
                      (p.issue.empty() ? "" : " " + p.issue);
        const auto name = domain::name_to_greet(f.guest.name);
        out.heading = say(k.subject);
        out.greeting = name.empty() ? say(hello_nobody) : filled(say(hello), "name", name);
        out.opening = filled(opening(k), "event", event_words(p, in));
        if (f.kind != message_kind::test) {
            out.facts = facts();
            for (const auto& s : closing()) out.closing.push_back(say(s));
        }
        out.link = link();
        if (!f.signature.empty() && f.kind != message_kind::test && !off) {
            out.pass = out.link + domain::signature_fragment(f.signature);
            out.pass_words = filled(say(pass_word), "code", grouped_code(f.guest.ticket));
        }
        out.entry = entry();
        out.foot = say(foot_word);
        out.sms = sms(say(k.subject), name, out.link);
        out.fields = fields(name, out.link);
        return out;
    }

private:
    std::string say(const sentence& s) const {
        const auto text = filled(std::string{s.in(in)}, "n", std::to_string(f.guest.position));
        return filled(text, "until", f.guest.offer ? hall_date_short(in, f.guest.offer->until) : "");
    }

    /// Whom a contact entered did not register: the letter says who did.
    std::string opening(const kind_words& k) const {
        const auto unit = domain::name_to_greet(f.guest.organization);
        if (f.kind != message_kind::ticket || f.guest.delegation.empty() || unit.empty())
            return say(k.opening);
        return filled(say(by_delegation), "unit", unit);
    }

    /// Nothing for who only waits (but to take away what an earlier letter put there), nor with a reminder, which would say the same again.
    std::optional<calendar_facts> entry() const {
        using enum message_kind;
        if (f.kind == test || f.kind == reminder) return std::nullopt;
        const bool has_no_place = waits || asks || no;
        const bool had_one =
            f.kind == changed || f.kind == declined; // perhaps: what is not there is not taken away
        if (has_no_place && !had_one) return std::nullopt;
        auto e = ticket_calendar(f.guest, f.event, f.origin, in);
        const bool gone = off || has_no_place;
        e.act = gone ? calendar_act::cancel : calendar_act::publish;
        if (gone) e.address = link();
        return e;
    }

    std::vector<std::pair<std::string, std::string>> facts() const {
        std::vector<std::pair<std::string, std::string>> all{
            {say(time_word), hall_date(in, f.event.what.starts_at)}};
        if (off) return all;
        if (online) all.emplace_back(say(form_word), say(online_word));
        else all.emplace_back(say(place_word), f.event.what.venue);
        if (!f.guest.seat.empty()) all.emplace_back(say(seat_word), seat_words(in, f.guest.seat));
        if (f.guest.offer) {
            all.emplace_back(say(seat_word), seat_words(in, f.guest.offer->seat));
            all.emplace_back(say(kept_word), hall_date(in, f.guest.offer->until));
        } else if (waits) {
            all.emplace_back(say(waiting_word), say(nth));
        }
        if (asks) all.emplace_back(say(asked_word), say(asked));
        if (no && !f.guest.reason.empty()) all.emplace_back(say(reason_word), f.guest.reason);
        if (!asks && !no) all.emplace_back(say(code_word), grouped_code(f.guest.ticket));
        return all;
    }

    std::vector<sentence> closing() const {
        if (off) return {come_again};
        if (no) return {};
        if (asks) return {still_asked};
        if (online) return {watch};
        if (f.guest.offer) return {take_it};
        if (waits) return {will_tell};
        return {show_code, give_back};
    }

    std::string link() const {
        const auto event_page = f.origin + "/e/" + f.event.slug;
        if (f.kind == message_kind::test || off) return event_page;
        return f.origin + "/ticket/" + f.guest.ticket;
    }

    /// A phone shows some seventy characters of one SMS: the event by its theme, and what a guest must know.
    std::string sms(const std::string& subject, const std::string& name, const std::string& to) const {
        const bool zh = in == language::zh;
        const std::string comma = zh ? "，" : ", ", stop = zh ? "。" : ". ";
        auto text = name.empty() ? std::string{} : name + comma;
        text += subject + (zh ? "：" : ": ") + (zh ? "“" : "“") + f.event.what.theme + "”";
        if (f.kind != message_kind::test && !off && !no) {
            text += comma + hall_date_short(in, f.event.what.starts_at);
            text += comma + (online ? say(online_word) : f.event.what.venue);
            if (!f.guest.seat.empty()) text += comma + seat_words(in, f.guest.seat);
        }
        return text + stop + to;
    }

    std::vector<std::pair<std::string, std::string>> fields(const std::string& name,
                                                            const std::string& to) const {
        return {{"kind", std::string{domain::name_of(f.kind)}},
                {"language", std::string{domain::name_of(in)}},
                {"name", name},
                {"event", f.event.what.theme},
                {"time", hall_date_short(in, f.event.what.starts_at)},
                {"place", online ? say(online_word) : f.event.what.venue},
                {"seat", f.guest.seat.empty() ? "" : seat_words(in, f.guest.seat)},
                {"position", waits ? std::to_string(f.guest.position) : ""},
                {"code", f.guest.ticket},
                {"url", to}};
    }

    const letter_facts& f;
    const language in;
    const bool waits, off, no, asks, online;
};

std::string in_html(std::string_view text) {
    std::string out;
    for (char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += c;
        }
    }
    return out;
}

} // namespace

letter write_letter(const letter_facts& about) { return writer_of_letters{about}.write(); }

std::string letter_text(const letter& l) {
    auto out = l.greeting + "\n\n" + l.opening + "\n\n";
    const std::string colon = l.in == language::zh ? "：" : ": ";
    for (const auto& [name, value] : l.facts) out += name + colon + value + "\n";
    if (!l.facts.empty()) out += "\n";
    for (const auto& s : l.closing) out += s + "\n";
    return out + l.link + "\n\n" + l.foot + "\n";
}

std::string letter_html(const letter& l, std::string_view picture) {
    const auto paragraph = [](std::string_view text) {
        return R"(<p style="margin:0 0 12px">)" + in_html(text) + "</p>";
    };
    std::string out =
        R"(<!doctype html><html lang=")" + std::string{l.in == language::zh ? "zh-CN" : "en"} +
        R"("><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>)" +
        in_html(l.subject) +
        R"(</title></head><body style="margin:0;background:#fafaf8">)"
        R"(<div role="main"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>)"
        R"(<td align="center" style="padding:24px 16px">)"
        R"(<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px"><tr>)"
        R"(<td align="left" style="border-top:2px solid #1b1a18;padding-top:16px;color:#1b1a18;)"
        R"(font:16px/27px 'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif">)"
        R"(<h1 style="margin:0 0 16px;font-size:22px;line-height:32px">)" +
        in_html(l.heading) + "</h1>";
    out += paragraph(l.greeting) + paragraph(l.opening);
    if (!l.facts.empty()) {
        out +=
            R"(<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 16px">)";
        for (const auto& [name, value] : l.facts)
            out +=
                R"(<tr><td valign="top" style="color:#6b6761;padding:2px 20px 2px 0;white-space:nowrap">)" +
                in_html(name) + R"(</td><td valign="top" style="padding:2px 0"><b>)" + in_html(value) +
                "</b></td></tr>";
        out += "</table>";
    }
    if (!l.pass.empty())
        out +=
            R"(<p style="margin:0 0 16px"><img src=")" + in_html(picture) +
            R"(" width="200" height="200" alt=")" + in_html(l.pass_words) +
            R"(" style="display:block;width:200px;height:200px;border:1px solid #d9d6d0;background:#ffffff"></p>)";
    for (const auto& s : l.closing) out += paragraph(s);
    out += R"(<p style="margin:0 0 24px"><a href=")" + in_html(l.link) +
           R"(" style="color:#1b1a18;word-break:break-all">)" + in_html(l.link) + "</a></p>";
    out +=
        R"(<p style="margin:0;border-top:1px solid #d9d6d0;padding-top:12px;font-size:13px;line-height:20px;color:#6b6761">)" +
        in_html(l.foot) + "</p></td></tr></table></td></tr></table></div></body></html>";
    return out;
}

} // namespace jiangtang::wire
