// The commands of the program `jiangtang` besides serve: each does one thing and ends.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang {

/// Flags of a command line: "--name value" and "--name" (value empty), and the rest in order.
struct arguments {
    std::map<std::string, std::string, std::less<>> flags;
    std::vector<std::string> rest;

    /// Usage error for a flag that is not in `known`; a name that ends in '!' takes no value.
    static arguments read(int argc, char** argv, std::initializer_list<std::string_view> known);
    bool has(std::string_view name) const { return flags.contains(name); }
    std::string get(std::string_view name, std::string otherwise = {}) const;
    /// Usage error when it is not there.
    std::string must(std::string_view name) const;
};

/// Prints one sign-in URL: of --url, else of the server that runs on this data or ran last.
int invite_staff(const arguments&);
/// Prints the key a publisher needs, a new one with --rotate.
int print_ingest_key(const arguments&);
/// Copies what is committed into a new file, while the server goes on.
int backup(const arguments&);
int print_routes();
int print_problems();

} // namespace jiangtang
