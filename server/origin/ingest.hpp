// One publisher's connection to one track, or to two of them with muxed picture and sound: bytes of
// fragmented MP4 in, in chunks of any size.
// Must not know the transport they came by (DASH-IF Live Media Ingest, interface 1, or a file).
#pragma once

#include "origin/errors.hpp"

#include <memory>
#include <string_view>
#include <system_error>

namespace jiangtang::origin {

class core;

// Used by one thread at a time; several ingests of one stream may be pushed from several threads.
// Outlives its stream safely. Destroying it is the same as end().
class ingest {
public:
    ~ingest();
    ingest(const ingest&) = delete;
    ingest& operator=(const ingest&) = delete;

    // Takes the next bytes of the body. Each moof+mdat completed in them is published before push
    // returns. An error (see errc; message() is a sentence) is final: this ingest takes no more bytes,
    // and what it or others published before stays as it is. errc::replaced means a newer publisher of
    // the track has delivered its first part. Callbacks of stream::when_ready run inside push.
    std::error_code push(std::string_view bytes);

    // Of the error that push() returned: what was wrong, with what came instead.
    sentences why() const;

    // The body is over. A box that is not complete is thrown away. May be called twice.
    void end();

    // For stream::publish, which says what may fail.
    static result<std::unique_ptr<ingest>> open(std::shared_ptr<core> owner, std::string_view track);

private:
    struct state;
    explicit ingest(std::unique_ptr<state> s);

    std::unique_ptr<state> state_;
};

} // namespace jiangtang::origin
