#include "commands.hpp"

#include "address.hpp"
#include "app/people.hpp"
#include "base/random.hpp"
#include "config.hpp"
#include "net/context.hpp"
#include "store/events.hpp"
#include "store/writer.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <iostream>

namespace jiangtang {
namespace {

constexpr unix_ms invitation_valid = 7LL * 24 * 3600 * 1000;

std::filesystem::path existing_data(const arguments& a) {
    std::filesystem::path folder = a.must("data");
    if (!std::filesystem::exists(folder / "jiangtang.db"))
        throw usage_error{"there is no database in " + folder.string() + "; is --data right?"};
    return folder;
}

template <class T>
T must(result<T> r, const std::string& event) {
    if (r) return std::move(*r);
    if (r.error().value == errc::unknown_event) throw usage_error{"there is no event " + event};
    throw std::runtime_error{std::string{r.error().message_en()}};
}

} // namespace

arguments arguments::read(int argc, char** argv, std::initializer_list<std::string_view> known) {
    arguments a;
    for (int i = 0; i < argc; ++i) {
        std::string word = argv[i];
        if (!word.starts_with("--")) {
            a.rest.push_back(word);
            continue;
        }
        auto equals = word.find('=');
        auto name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
        bool alone = std::ranges::find(known, name + "!") != known.end();
        if (!alone && std::ranges::find(known, name) == known.end())
            throw usage_error{"unknown flag " + word};
        if (alone && equals != std::string::npos) throw usage_error{"--" + name + " takes no value"};
        if (!alone && equals == std::string::npos && i + 1 == argc)
            throw usage_error{word + " needs a value"};
        a.flags[name] = alone                         ? std::string{}
                        : equals != std::string::npos ? word.substr(equals + 1)
                                                      : argv[++i];
    }
    return a;
}

std::string arguments::get(std::string_view name, std::string otherwise) const {
    auto it = flags.find(name);
    return it == flags.end() ? std::move(otherwise) : it->second;
}

std::string arguments::must(std::string_view name) const {
    auto it = flags.find(name);
    if (it == flags.end() || it->second.empty()) throw usage_error{"--" + std::string{name} + " is missing"};
    return it->second;
}

int invite_staff(const arguments& a) {
    auto slug = a.must("event");
    auto role = domain::role_from(a.must("role"));
    if (!role || *role == domain::role::viewer)
        throw usage_error{"--role must be organizer, moderator, desk or speaker"};
    domain::staff who{random_id("m"), slug, *role, a.must("name"), false};
    if (auto named = domain::check_staff_name(who.name); !named)
        throw usage_error{"--name is not right: " + std::string{named.error().message_en()}};
    auto token = random_token();
    const auto data = existing_data(a);
    auto origin = without_slash(a.get("url", left_address(data)));
    if (origin.empty()) origin = "http://127.0.0.1:8080";
    store::writer writer{data, system_now, {}};
    must(writer.run_now<std::monostate>([&](store::transaction& tx) -> result<std::monostate> {
        if (!store::event_exists(tx.db(), slug)) return errc::unknown_event;
        app::add_invited(tx, who, token, tx.now() + invitation_valid);
        return std::monostate{};
    }),
         slug);
    std::cout << origin << "/sign-in#" << token << std::endl;
    return 0;
}

int print_ingest_key(const arguments& a) {
    auto slug = a.must("event");
    store::writer writer{existing_data(a), system_now, {}};
    auto key = must(writer.run_now<std::string>([&](store::transaction& tx) -> result<std::string> {
        if (a.has("rotate")) store::set_ingest_key(tx.db(), slug, random_token());
        auto found = store::find_ingest(tx.db(), slug);
        if (!found) return errc::unknown_event;
        return found->key;
    }),
                    slug);
    std::cout << key << std::endl;
    return 0;
}

int backup(const arguments& a) {
    if (a.rest.size() != 1) throw usage_error{"name the file to write: jiangtang backup --data DIR FILE"};
    const auto& file = a.rest[0];
    if (std::filesystem::exists(file)) throw usage_error{file + " exists already; choose another name"};
    auto data = existing_data(a);
    store::database db{data, store::access_mode::read_only};
    db.copy_to(file);
    if (std::filesystem::exists(data / "secret"))
        std::filesystem::copy_file(data / "secret", file + ".secret");
    std::cout << file << std::endl;
    return 0;
}

int print_routes() {
    net::context no_hall;
    auto table = net::make_routes(no_hall);
    for (const auto& row : table.rows())
        std::cout << fmt::format("{:<7}{:<52}{}\n", net::name_of(row.verb), row.pattern,
                                 net::name_of(row.who));
    return 0;
}

int print_problems() {
    for (const auto& k : problem_kinds())
        std::cout << fmt::format("{:<24} {} {}  {}\n", k.code, k.status, k.zh, k.en);
    return 0;
}

} // namespace jiangtang
