// What messages say: the words of each kind in both languages, as a letter and as a text of one line. Pure.
#pragma once

#include "domain/event.hpp"
#include "domain/message.hpp"
#include "domain/registration.hpp"
#include "wire/calendar.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace jiangtang::wire {

/// What a message is about. A test has no guest.
struct letter_facts {
    domain::message_kind kind = domain::message_kind::ticket;
    domain::language in = domain::language::zh;
    domain::registration guest;
    domain::event event;
    std::string origin;    // of every link, "https://hall.example.cn"
    std::string signature; // of the ticket; empty: it opens no door
};

/// The words, ready to be put into a mail or an SMS. They say what holds now, whatever held when the message was queued.
struct letter {
    domain::language in = domain::language::zh;
    std::string subject;
    std::string heading;                                    // the subject without the event
    std::string greeting;                                   // "林一帆，您好："
    std::string opening;                                    // one sentence
    std::vector<std::pair<std::string, std::string>> facts; // 时间 → 2020年9月22日（周二）14:00
    std::vector<std::string> closing;                       // sentences
    std::string link;                                       // one, to the ticket's or the event's page
    std::string pass;                                       // what the QR code holds; empty: there is none
    std::string pass_words;                                 // what stands for the picture where none is shown
    std::optional<calendar_facts> entry;                    // for the guest's calendar
    std::string foot;                                       // why this came
    std::string sms;                                        // all of it in one line
    std::vector<std::pair<std::string, std::string>> fields; // for an SMS vendor's own template: name → value
};
letter write_letter(const letter_facts&);

/// The letter as plain text, lines ended by "\n"; and as a small HTML page of its own, which shows the QR code from the address
/// `picture` ("cid:…") where there is one. Styles stand in the elements: mail readers take no others.
std::string letter_text(const letter&);
std::string letter_html(const letter&, std::string_view picture);

} // namespace jiangtang::wire
