// Writes the head of an answer, with the fields every answer carries. Pure but for the time it is told.
#pragma once

#include "net/response.hpp"

#include <ctime>
#include <string>
#include <string_view>

namespace jiangtang::net {

/// The Date of an answer (RFC 9110 section 5.6.7), made once a second.
class http_date {
public:
    std::string_view at(std::time_t now);

private:
    std::time_t made_ = -1;
    char text_[32]{};
};

/// Status line and fields, the empty line included. Adds Date, Content-Length (not for 1xx, 204 and 304),
/// Connection when the connection will end, X-Content-Type-Options, Referrer-Policy, Content-Security-Policy
/// on HTML, and Cache-Control: no-store unless the answer has its own.
std::string response_head(const response&, bool keep_alive, std::string_view date);

} // namespace jiangtang::net
