// The keys of a data folder: made once, kept in one file that only the program's user may read.
#pragma once

#include "domain/registration.hpp"

#include <filesystem>
#include <string>

namespace jiangtang::app {

struct secrets {
    std::string viewer_key;     // signs viewer cookies
    std::string phone_key;      // seals phone numbers; 32 bytes
    std::string invitation_key; // makes the links of invitations
    std::string delegation_key; // makes the links of delegations' contacts
    std::string pass_key;       // signs the passes of events that are not open
    std::string ticket_key;     // signs tickets: an Ed25519 seed of 32 bytes
    std::string ticket_public_key;

    /// Reads FOLDER/secret, or makes it. Throws std::runtime_error, in one sentence, when it can be neither.
    static secrets load(const std::filesystem::path& folder);
};

/// What stands on the QR code of who is confirmed for the hall, in base64url; empty for anybody else.
std::string ticket_signature(const secrets&, const domain::registration&);

} // namespace jiangtang::app
