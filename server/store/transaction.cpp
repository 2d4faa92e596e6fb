#include "store/transaction.hpp"

#include "store/feed.hpp"

namespace jiangtang::store {

std::int64_t transaction::notify(std::string_view event, std::uint8_t topics, std::string_view type,
                                 std::string_view fields, std::string_view recipient) {
    // In two statements: for RETURNING SQLite builds a table each time.
    if (db_.run("UPDATE event SET last_seq = last_seq + 1 WHERE slug = $1", event) == 0)
        throw database_error{"a notice for an event that is not there"};
    const auto seq = last_seq(db_, event).value();
    std::string body = R"({"seq":)" + std::to_string(seq) + R"(,"type":")" + std::string{type} +
                       R"(","at":)" + std::to_string(now_);
    if (fields.size() > 2) (body += ',') += fields.substr(1);
    else body += '}';
    db_.run("INSERT INTO feed (event, seq, topics, recipient, body, at) VALUES ($1, $2, $3, $4, $5, $6)",
            event, seq, int{topics}, recipient, body, now_);
    told_.notices.push_back({std::string{event}, seq, topics, std::string{recipient}, std::move(body)});
    return seq;
}

} // namespace jiangtang::store
