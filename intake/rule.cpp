#include "intake/rule.hpp"

#include "intake/reach.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>

namespace jiangtang::intake {
namespace {

constexpr std::size_t longest_text = 1024;

std::optional<int> number_in(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_port(int n) { return n > 0 && n < 65536; }

bool is_host(std::string_view host) {
    constexpr std::string_view marks = "-._:"; // names, and addresses of both kinds
    return !host.empty() && host.size() <= 253 && std::ranges::all_of(host, [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               marks.find(c) != std::string_view::npos;
    });
}

// What no URI may hold unencoded (RFC 3986): two programs would read it in two ways.
bool is_clean(std::string_view text) {
    constexpr std::string_view forbidden = "\"<>\\^`{|}#";
    return std::ranges::all_of(
        text, [&](char c) { return c > 0x20 && c < 0x7f && forbidden.find(c) == std::string_view::npos; });
}

std::string ports_of(const allowance& allowed) {
    return std::to_string(allowed.first_port) + "-" + std::to_string(allowed.last_port);
}

std::optional<fault> check_passphrase(std::string_view phrase, bool needed) {
    if (phrase.empty() && !needed) return std::nullopt;
    if (phrase.size() >= 10 && phrase.size() <= 79) return std::nullopt;
    if (phrase.empty())
        return fault{"要有口令，不然谁都能推上来（10到79个字符）",
                     "A passphrase is needed, or anybody could go on air (10 to 79 characters)", true};
    return fault{"口令要有10到79个字符", "The passphrase has 10 to 79 characters", true};
}

std::optional<fault> check_options(const source_uri& uri) {
    static const std::set<std::string_view> known{"mode", "passphrase", "pbkeylen", "latency", "streamid"};
    std::set<std::string> seen;
    for (const auto& [name, value] : uri.options()) {
        if (!known.contains(name))
            return fault{"SRT 地址里不能有 " + name, "The SRT address must not have the option " + name};
        if (!seen.insert(name).second)
            return fault{name + " 写了两次", "The option " + name + " is there twice"};
        const auto number = number_in(value);
        if (name == "mode" && value != "listener" && value != "caller")
            return fault{"mode 只能是 listener 或 caller", "The mode is listener or caller"};
        if (name == "latency" && (!number || *number < 20 || *number > 8000))
            return fault{"latency 是20到8000毫秒", "The latency is 20 to 8000 ms"};
        if (name == "pbkeylen" && (!number || (*number != 16 && *number != 24 && *number != 32)))
            return fault{"pbkeylen 只能是16、24或32", "The pbkeylen is 16, 24 or 32"};
    }
    return std::nullopt;
}

std::optional<fault> check_listener(const source_uri& uri, const allowance& allowed) {
    if (!uri.host.empty() && uri.host != "0.0.0.0" && uri.host != "::")
        return fault{"等编码端推流时，地址写 srt://0.0.0.0:端口",
                     "To wait for an encoder, write srt://0.0.0.0:PORT"};
    const auto port = number_in(uri.port);
    if (!port || *port < allowed.first_port || *port > allowed.last_port)
        return fault{"端口只能用" + ports_of(allowed), "The port is one of " + ports_of(allowed)};
    return check_passphrase(secret_of(uri), true);
}

} // namespace

bool read_ports(std::string_view text, allowance& into) {
    const auto dash = std::min(text.find('-'), text.size());
    const auto first = number_in(text.substr(0, dash));
    const auto last = dash < text.size() ? number_in(text.substr(dash + 1)) : first;
    if (!first || !last || !is_port(*first) || !is_port(*last) || *first > *last) return false;
    into.first_port = *first;
    into.last_port = *last;
    return true;
}

std::string to_text(const allowance& a) {
    // The folder is last: its name may hold a comma.
    return "ports=" + ports_of(a) + (a.inside ? ",inside" : "") +
           (a.files.empty() ? "" : ",files=" + a.files);
}

std::optional<allowance> parse_allowance(std::string_view text) {
    allowance a;
    while (!text.empty()) {
        if (text.starts_with("files=")) {
            a.files = text.substr(6);
            return a;
        }
        const auto end = std::min(text.find(','), text.size());
        const auto one = text.substr(0, end);
        if (one == "inside") a.inside = true;
        else if (!one.starts_with("ports=") || !read_ports(one.substr(6), a)) return std::nullopt;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return a;
}

std::optional<fault> check(const source_uri& uri, const allowance& allowed) {
    if (uri.text.size() > longest_text) return fault{"地址太长", "The address is too long"};
    if (uri.kind == source_kind::lecture) return std::nullopt;
    if (uri.kind == source_kind::file) {
        if (allowed.files.empty())
            return fault{"这台服务器没有开放播放文件（由管理员设置 source_files）",
                         "This server plays no files (the operator may set source_files)"};
        return std::nullopt;
    }
    if (!is_clean(uri.text))
        return fault{"地址里有空格或不允许的字符",
                     "The address has spaces or characters that it may not have"};
    if (const auto port = number_in(uri.port); !uri.port.empty() && (!port || !is_port(*port)))
        return fault{"端口不正确：" + uri.port, "The port is not right: " + uri.port};
    if (uri.kind == source_kind::srt)
        if (auto wrong = check_options(uri)) return wrong;
    if (uri.listens()) return check_listener(uri, allowed);
    if (!is_host(uri.host)) return fault{"主机名不正确：" + uri.host, "The host is not right: " + uri.host};
    if (uri.kind != source_kind::srt) return std::nullopt;
    if (uri.port.empty()) return fault{"SRT 地址要写端口", "The SRT address needs a port"};
    return check_passphrase(secret_of(uri), false);
}

bool leads_elsewhere(const source_uri& uri) { return !uri.scheme.empty() && !uri.listens(); }

std::optional<fault> check_address(std::span<const std::uint8_t> address, const std::string& host,
                                   const allowance& allowed) {
    const auto to = reach_of(address);
    if (to == reach::everywhere || (to == reach::inside && allowed.inside)) return std::nullopt;
    if (to == reach::inside)
        return fault{host + " 在内部网络里，这台服务器不允许（由管理员设置 source_private）",
                     host + " is inside this network, which this server does not allow (the operator may set "
                            "source_private)"};
    return fault{host + " 不是能取画面的地址", host + " is no address that a picture can come from"};
}

std::variant<std::string, fault> find_file(const source_uri& uri, const allowance& allowed) {
    namespace fs = std::filesystem;
    // Whatever lies elsewhere looks like what is not there: an answer must not tell which files exist.
    const fault none{"允许的文件夹里没有这个文件", "There is no such file in the allowed folder"};
    std::error_code wrong;
    const auto folder = fs::canonical(allowed.files, wrong);
    if (wrong || allowed.files.empty()) return none;
    const auto file = fs::canonical(folder / uri.text, wrong); // an absolute path stands for itself
    if (wrong || !fs::is_regular_file(file, wrong)) return none;
    const auto differ = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
    if (differ.first != folder.end()) return none;
    return file.string();
}

} // namespace jiangtang::intake
