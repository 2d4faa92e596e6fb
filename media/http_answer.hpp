// Reads a server's answer to a POST: status, body and the reason in a problem document. Pure: no sockets.
#pragma once

#include <string>
#include <string_view>

namespace jiangtang::media {

struct http_answer {
    int status = 0;        // 0 while no whole head is there; 1xx heads are skipped
    std::string body;      // what has come of it
    bool complete = false; // the body is there as far as Content-Length says

    // Why, for a log line: `detail`, `message` or `title` of an RFC 9457 problem document, else the body's
    // beginning.
    std::string reason() const;

    // The problem's stable `code`, or empty.
    std::string code() const;
};

// Reads as much as there is. A body without a length ends when the connection does.
http_answer parse_answer(std::string_view bytes);

} // namespace jiangtang::media
