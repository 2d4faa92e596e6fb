// What an organizer may take the picture from: the one rule, held by the server when a source is set and by
// jiangtang-media when it is read. The operator's own command line is under no rule. Opens no connection.
#pragma once

#include "intake/source_uri.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace jiangtang::intake {

// What the operator's configuration lets organizers choose.
struct allowance {
    bool inside = false; // addresses of this machine and its network (source_private)
    std::string files;   // the folder they may play files from; empty: none (source_files)
    int first_port = 9000;
    int last_port = 9009; // where an encoder's SRT may be awaited (source_ports)
};

// An allowance as one argument of a command line, and back: "ports=9000-9009,inside,files=/srv/media".
std::string to_text(const allowance&);
std::optional<allowance> parse_allowance(std::string_view text);

// Reads "9000-9009" or "9000" into the ports; false when it is neither.
bool read_ports(std::string_view text, allowance& into);

// Everything that the text alone tells: scheme, host, port, options. Nothing when all is well.
std::optional<fault> check(const source_uri&, const allowance&);

// Whether `host` leads to a machine, whose addresses are to be looked up once and checked by check_address.
bool leads_elsewhere(const source_uri&);
std::optional<fault> check_address(std::span<const std::uint8_t> address, const std::string& host,
                                   const allowance&);

// The path of a file that really lies in the allowed folder, links resolved; a relative one begins there. Asks the file
// system.
std::variant<std::string, fault> find_file(const source_uri&, const allowance&);

} // namespace jiangtang::intake
