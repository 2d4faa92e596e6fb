// What the operator may set: one struct, read from a TOML file and then from flags. Every key has a default and a comment.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace jiangtang {

struct config {
    std::string listen = "127.0.0.1:8080";
    std::string tls_listen;
    std::filesystem::path tls_certificate;
    std::filesystem::path tls_key;
    bool redirect = true;
    std::filesystem::path data = "data";
    std::filesystem::path web;
    std::string public_url;
    bool behind_proxy = false;
    std::int64_t max_connections = 0;
    std::string metrics_token;
    std::int64_t readers = 2;
    std::int64_t max_questions = 5000; // open at once
    std::int64_t retention_days = 90;
    std::int64_t segment_ms = 2000;
    std::int64_t part_ms = 333;
    std::int64_t window_s = 60;
    std::filesystem::path recordings;
    std::int64_t recording_keep_free_mb = 1024;
    std::int64_t pass_through = 6000;                // kbit/s
    std::string ladder = "720:2000,480:900,360:450"; // HEIGHT:KBITS, the largest picture first
    std::string source_ports = "9000-9009";
    bool source_private = false;
    std::string source_files;
    std::string log_level = "info";

    std::string mail_url, mail_from, mail_user, mail_password, mail_password_file, mail_ca_file;
    bool mail_starttls = true;
    std::int64_t mail_connections = 2;
    std::int64_t mail_retry_s = 30;

    std::string sms_url, sms_secret, sms_secret_file, sms_success, sms_ca_file;
    std::string sms_method = "POST";
    std::vector<std::string> sms_headers;
    std::string sms_content_type = "application/json";
    std::string sms_body = R"({"phone":"{phone}","text":"{text}","id":"{id}"})";
    std::int64_t sms_connections = 2;
    std::int64_t sms_retry_s = 30;
};

/// What a person typed is wrong; the sentence says what to do. Exit code 2.
struct usage_error : std::runtime_error {
    using runtime_error::runtime_error;
};

/// Reads a TOML file into `c`. A password or a secret is read from its own file where one is named. Unknown keys and wrong types are usage errors that name the key.
void read_config(const std::filesystem::path& file, config& c);

/// The file with every key, its default and its comment: deploy/jiangtang.example.toml is this text.
std::string example_config();

/// "127.0.0.1:8080" or "[::1]:8080". Usage error when it is neither, also for a name: it may be several addresses.
std::pair<std::string, std::uint16_t> split_address(const std::string& listen);

} // namespace jiangtang
