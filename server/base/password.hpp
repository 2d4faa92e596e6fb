// Passwords as they may be kept: scrypt (RFC 7914), slow and greedy on purpose. Not for an io thread or the writer.
#pragma once

#include <string>
#include <string_view>

namespace jiangtang {

/// "scrypt$LOG2_N$R$P$SALT$KEY" with a random salt; about a tenth of a second and 32 MiB.
std::string hash_password(std::string_view password);

/// Takes as long. False also for what is no such text, or asks for more memory than hash_password() does.
bool password_matches(std::string_view password, std::string_view hash);

} // namespace jiangtang
