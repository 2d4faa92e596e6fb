// Many viewers of one event, each with a cookie and a feed of its own, from one load generator.
#pragma once

#include "bench/socket.hpp"

#include <memory>

namespace jiangtang::bench {

struct crowd {
    target to;
    std::string slug;
    std::vector<std::unique_ptr<connection>> owned;
    std::vector<connection*> viewers;
};

/// The request that opens the feed of whom the cookie names, in a role.
std::string upgrade_to_feed(const crowd&, const std::string& cookie, const std::string& as);

/// Takes the answer to the upgrade and the first message; false when not both are there.
bool take_hello(connection&);

/// So many viewers get a cookie each and join the feed over the same connection, `at_once` at the same moment. They come from
/// several addresses of this machine, for the program gives one address so many cookies at once.
void join_all(crowd&, std::size_t count, std::size_t at_once);

} // namespace jiangtang::bench
