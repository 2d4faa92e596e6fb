#include "app/gate.hpp"

#include "base/crypto.hpp"
#include "base/random.hpp"

#include <array>
#include <charconv>

namespace jiangtang::app {
namespace {

constexpr std::size_t longest_pass = 200, join_code_length = 8;

std::string pass_signature(std::string_view key, std::string_view event, std::string_view fields) {
    return hmac(key, std::string{event}.append("/").append(fields));
}

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t n = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return n;
}

} // namespace

std::string write_pass(std::string_view key, std::string_view event, const domain::pass& p) {
    auto fields = std::string{domain::name_of(p.scope)} + "." + std::to_string(p.version) + "." +
                  std::to_string(p.until) + "." + p.registration;
    return fields + "." + pass_signature(key, event, fields);
}

std::optional<domain::pass> read_pass(std::string_view key, std::string_view event, std::string_view text,
                                      unix_ms now) {
    if (text.empty() || text.size() > longest_pass) return std::nullopt;
    const auto dot = text.rfind('.');
    if (dot == std::string_view::npos) return std::nullopt;
    auto fields = text.substr(0, dot);
    if (!equal_secrets(pass_signature(key, event, fields), text.substr(dot + 1))) return std::nullopt;
    // Signed by us, so it is whole.
    std::array<std::string_view, 4> parts;
    for (auto& part : parts) {
        part = fields.substr(0, fields.find('.'));
        fields.remove_prefix(std::min(part.size() + 1, fields.size()));
    }
    const auto scope = domain::pass_scope_from(parts[0]);
    const auto version = number_of(parts[1]), until = number_of(parts[2]);
    if (!scope || !version || !until || *until <= now) return std::nullopt;
    return domain::pass{*scope, *version, *until, std::string{parts[3]}};
}

std::string join_code(std::string_view key, std::string_view event, std::int64_t version) {
    const auto hex = sha256_hex(hmac(key, "join/" + std::string{event} + "/" + std::to_string(version)));
    std::string code;
    for (std::size_t i = 0; i < join_code_length; ++i)
        code += code_alphabet[std::stoul(hex.substr(2 * i, 2), nullptr, 16) % code_alphabet.size()];
    return code;
}

gate::gate() : key_{random_token()} {}

void gate::set(const std::string& event, const domain::access& a) {
    std::lock_guard hold{mutex_};
    auto& e = entries_[event];
    if (a.version < e.what.version) return;
    if (a.version > e.what.version) e.digest.clear();
    using domain::access_kind;
    closed_ += (a.kind != access_kind::open) - (e.what.kind != access_kind::open);
    e.what = {a.kind, a.version};
}

std::optional<gate::rule> gate::find(const std::string& event) const {
    if (closed_.load(std::memory_order_relaxed) == 0) return std::nullopt;
    std::lock_guard hold{mutex_};
    const auto it = entries_.find(event);
    if (it == entries_.end() || it->second.what.kind == domain::access_kind::open) return std::nullopt;
    return it->second.what;
}

void gate::know_password(const std::string& event, std::int64_t version, std::string_view password) {
    std::lock_guard hold{mutex_};
    const auto it = entries_.find(event);
    if (it != entries_.end() && it->second.what.version == version)
        it->second.digest = digest_of(event, password);
}

std::optional<bool> gate::is_password(const std::string& event, std::string_view password) const {
    std::lock_guard hold{mutex_};
    const auto it = entries_.find(event);
    if (it == entries_.end() || it->second.digest.empty()) return std::nullopt;
    return equal_secrets(it->second.digest, digest_of(event, password));
}

std::string gate::digest_of(const std::string& event, std::string_view password) const {
    return hmac(key_, event + "/" + std::string{password});
}

} // namespace jiangtang::app
