// Where people reach the server: what it leaves in the data folder for the command line beside it.
#pragma once

#include <filesystem>
#include <string>

namespace jiangtang {

/// An address as people type it, without the slash at its end: what is put behind it begins with one.
std::string without_slash(std::string url);

/// Writes DIR/address. Without it the server goes on: who invites can say the address.
void leave_address(const std::filesystem::path& data, const std::string& address);

/// Of the server that runs on this data, or else that ran last; empty when none has.
std::string left_address(const std::filesystem::path& data);

} // namespace jiangtang
