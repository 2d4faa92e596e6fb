// The pages: files of one folder read into memory at the start. No text of a user ever becomes a file path:
// requests are looked up in a map made then.
#pragma once

#include "net/response.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::net {

class static_files {
public:
    /// Reads every regular file below `folder`, hidden ones excepted. A path that matches one of `pages`
    /// ("/", "/e/*", "/e/*/live"; * stands for one segment that is not empty) is answered with index.html.
    /// Throws std::runtime_error with a sentence when the folder or its index.html cannot be read.
    static_files(const std::filesystem::path& folder, std::vector<std::string> pages);

    /// Answers GET (and HEAD) of a decoded path, or nothing when it is none of ours. Files below /assets/ may
    /// be kept for ever (their names carry a hash); everything else is asked for again, which 304 answers by
    /// ETag (RFC 9110 section 13.1.2). gzip is made once at the start and sent where it is accepted and
    /// smaller.
    std::optional<response> answer(std::string_view path, std::string_view accept_encoding,
                                   std::string_view if_none_match) const;

    /// index.html with status 404: the page finds out by its address that there is none.
    response not_found(std::string_view accept_encoding) const;

    std::size_t size() const { return files_.size(); }

private:
    struct file {
        std::string content_type;
        std::string etag;
        std::string cache_control;
        std::shared_ptr<const std::string> plain;
        std::shared_ptr<const std::string> gzip; // null when not smaller
    };
    const file* find(std::string_view path) const;
    std::map<std::string, file, std::less<>> files_;
    std::vector<std::string> pages_;
};

/// Whether an Accept-Encoding allows gzip (RFC 9110 section 12.5.3): named or *, and not with q=0.
bool accepts_gzip(std::string_view accept_encoding);

/// "text/html; charset=utf-8" and so on by the file's name; application/octet-stream when unknown.
std::string_view content_type_of(std::string_view file_name);

} // namespace jiangtang::net
