// What the door of each event asks for, in memory: every request for the stream looks here. Any thread.
// Knows no database and no HTTP.
#pragma once

#include "domain/access.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::app {

/// A pass as the text of a cookie, signed for one event.
std::string write_pass(std::string_view key, std::string_view event, const domain::pass&);

/// The pass in such a text. Nothing when it was altered, is of another event, or is over. The version is the caller's to compare.
std::optional<domain::pass> read_pass(std::string_view key, std::string_view event, std::string_view text,
                                      unix_ms now);

/// The eight symbols behind the # of the big screen's address: they change with the event's access.
std::string join_code(std::string_view key, std::string_view event, std::int64_t version);

class gate {
public:
    gate();

    struct rule {
        domain::access_kind kind = domain::access_kind::open;
        std::int64_t version = 1;
    };

    /// Takes what is stored; an older version than the one that is known is passed over.
    void set(const std::string& event, const domain::access&);

    /// What the door asks for, or nothing: the event is open. Where no event asks for anything this is one load.
    std::optional<rule> find(const std::string& event) const;

    /// A password that was found right, or just set, so that nobody need hash it again; as a digest with a key of this run.
    void know_password(const std::string& event, std::int64_t version, std::string_view password);
    /// Whether this is it; nothing while none is known.
    std::optional<bool> is_password(const std::string& event, std::string_view password) const;

private:
    struct entry {
        rule what;
        std::string digest;
    };
    std::string digest_of(const std::string& event, std::string_view password) const;

    std::atomic<int> closed_{0}; // events that are not open
    mutable std::mutex mutex_;
    std::map<std::string, entry> entries_;
    const std::string key_;
};

} // namespace jiangtang::app
