#include "base/error.hpp"

#include <array>

namespace jiangtang {
namespace {

using enum errc;

constexpr std::array table{
    problem_kind{bad_json, "bad_json", 400, "内容不是有效的 JSON", "The body is not valid JSON"},
    problem_kind{invalid_field, "invalid_field", 422, "有一项填写不正确", "One field is not right"},
    problem_kind{missing_field, "missing_field", 422, "有一项没有填写", "One field is missing"},
    problem_kind{unknown_command, "unknown_command", 400, "没有这个命令", "There is no such command"},
    problem_kind{malformed_request, "malformed_request", 400, "请求格式不正确", "The request is malformed"},
    problem_kind{body_too_large, "body_too_large", 413, "内容太长", "The body is too large"},
    problem_kind{unsupported_media_type, "unsupported_media_type", 415, "不支持这种内容类型",
                 "This content type is not supported"},
    problem_kind{not_found, "not_found", 404, "没有这个页面", "There is nothing here"},
    problem_kind{method_not_allowed, "method_not_allowed", 405, "不支持这种操作",
                 "This method is not allowed here"},
    problem_kind{unknown_event, "unknown_event", 404, "没有这场活动", "There is no such event"},
    problem_kind{unknown_ticket, "unknown_ticket", 404, "没有这张票", "There is no such ticket"},
    problem_kind{ticket_replaced, "ticket_replaced", 410, "这张票已经换了新票号，请用新票",
                 "This ticket was replaced; please use the new one"},
    problem_kind{ticket_erased, "ticket_erased", 410, "这张票的个人信息已经删除",
                 "The personal data of this ticket was erased"},
    problem_kind{unknown_registration, "unknown_registration", 404, "没有这个报名",
                 "There is no such registration"},
    problem_kind{unknown_delegation, "unknown_delegation", 404, "没有这个单位",
                 "There is no such delegation"},
    problem_kind{unknown_question, "unknown_question", 404, "没有这个问题", "There is no such question"},
    problem_kind{unknown_segment, "unknown_segment", 404, "议程里没有这一项",
                 "There is no such item on the agenda"},
    problem_kind{unknown_viewer, "unknown_viewer", 404, "没有这位观众", "There is no such viewer"},
    problem_kind{sign_in_required, "sign_in_required", 401, "请先登录", "Please sign in first"},
    problem_kind{forbidden, "forbidden", 403, "您的身份不能做这件事", "Your role may not do this"},
    problem_kind{foreign_origin, "foreign_origin", 403, "请求来自别的网站，已拒绝",
                 "The request comes from another site and was refused"},
    problem_kind{invitation_invalid, "invitation_invalid", 401, "邀请链接已用过或已过期，请向主办方再要一个",
                 "This invitation was used or has expired; please ask the organizer for a new one"},
    problem_kind{link_invalid, "link_invalid", 401, "这个链接已经失效，请向主办方要新的",
                 "This link is no longer good; please ask the organizer for the new one"},
    problem_kind{bad_ingest_key, "bad_ingest_key", 401, "推流密钥不正确", "The ingest key is wrong"},
    problem_kind{password_required, "password_required", 403, "请先输入本场活动的密码",
                 "Please enter the password of this event first"},
    problem_kind{wrong_password, "wrong_password", 403, "密码不对", "The password is wrong"},
    problem_kind{ticket_required, "ticket_required", 403, "已报名的人才能观看，请先用票进入",
                 "Only registered people may watch; please enter with your ticket"},
    problem_kind{delegate_required, "delegate_required", 403,
                 "单位报名的人才能观看，请用单位给您报名的票进入",
                 "Only people registered by their unit may watch; please enter with that ticket"},
    problem_kind{delegates_only, "delegates_only", 403, "本场活动只接受单位报名，请联系您的单位",
                 "Only units register people for this event; please ask your unit"},
    problem_kind{id_reused, "id_reused", 409, "这个编号已用于另一个请求",
                 "This id was used for another request"},
    problem_kind{version_conflict, "version_conflict", 409, "别人刚刚改过，请看过再改",
                 "Somebody has just changed this; please look again"},
    problem_kind{wrong_state, "wrong_state", 409, "现在的状态不能这样做",
                 "This cannot be done in its present state"},
    problem_kind{consent_required, "consent_required", 422, "请先同意信息使用说明",
                 "Please agree to how the information is used"},
    problem_kind{event_ended, "event_ended", 409, "活动已经结束", "The event is over"},
    problem_kind{asking_closed, "asking_closed", 409, "现在不收提问", "Questions are closed at the moment"},
    problem_kind{talk_closed, "talk_closed", 409, "这一讲现在不收提问", "Questions to this talk are closed"},
    problem_kind{anonymous_not_allowed, "anonymous_not_allowed", 422, "这场活动请署名提问",
                 "Please ask with your name at this event"},
    problem_kind{not_enough_seats, "not_enough_seats", 409, "座位不够", "There are not enough seats"},
    problem_kind{registration_not_open, "registration_not_open", 409, "报名还没有开始",
                 "Registration has not opened yet"},
    problem_kind{registration_closed, "registration_closed", 409, "报名已经截止", "Registration has closed"},
    problem_kind{online_full, "online_full", 409, "线上名额已满", "All places online are taken"},
    problem_kind{not_approved, "not_approved", 409, "这个申请还没有通过审核",
                 "This request has not been approved"},
    problem_kind{seat_taken, "seat_taken", 409, "这个座位已经有人，或者已经留给别人",
                 "This seat is taken or kept for somebody"},
    problem_kind{offer_over, "offer_over", 409, "座位保留的时间已过，已经让给下一位",
                 "The time to accept is over, and the seat goes to the next"},
    problem_kind{not_live, "not_live", 503, "直播还没有开始", "The stream has not started yet"},
    problem_kind{no_recording, "no_recording", 404, "这场活动没有录像",
                 "There is no recording of this event"},
    problem_kind{ticket_cancelled, "ticket_cancelled", 409, "这张票已取消", "This ticket was cancelled"},
    problem_kind{rate_limited, "rate_limited", 429, "操作太快，请稍候再试",
                 "Too fast; please try again shortly"},
    problem_kind{too_many_questions, "too_many_questions", 429, "问题太多，请稍候再提",
                 "There are too many questions at the moment"},
    problem_kind{too_many_connections, "too_many_connections", 503, "连接太多，请稍候再来",
                 "Too many connections; please come back shortly"},
    problem_kind{stream_malformed, "stream_malformed", 400, "推流内容无法识别",
                 "The pushed stream cannot be read"},
    problem_kind{stream_unplayable, "stream_unplayable", 422, "推流内容观众无法播放",
                 "Viewers cannot play the pushed stream"},
    problem_kind{stream_replaced, "stream_replaced", 409, "另一个推流接替了这一个",
                 "Another publisher took over"},
    problem_kind{stream_contested, "stream_contested", 409, "另一个推流正在使用这条轨道，请稍候再试",
                 "Another publisher has the track; please try again shortly"},
    problem_kind{source_refused, "source_refused", 422, "不能从这个地址取画面",
                 "The picture cannot be taken from this address"},
    problem_kind{busy, "busy", 503, "系统正忙，请稍候再试", "The server is busy; please try again shortly"},
    problem_kind{storage_failed, "storage_failed", 503, "保存失败，请重试",
                 "Saving failed; please try again"},
    problem_kind{stopping, "stopping", 503, "系统正在重启，请稍候", "The server is restarting; please wait"},
    problem_kind{internal, "internal", 500, "系统出错了，已记录",
                 "Something went wrong; it has been recorded"},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < table.size(); ++i)
        if (table[i].value != static_cast<errc>(i)) return false;
    return table.size() == static_cast<std::size_t>(internal) + 1;
}
static_assert(in_order(), "the table has one row per errc, in its order");

} // namespace

std::span<const problem_kind> problem_kinds() { return table; }

const problem_kind& kind_of(errc value) { return table[static_cast<std::size_t>(value)]; }

} // namespace jiangtang
