#include "net/tls_stream.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace jiangtang::net {

namespace {

namespace asio = boost::asio;

constexpr std::size_t record_size = SSL3_RT_MAX_PLAIN_LENGTH; // RFC 8446 section 5.1
constexpr char handshake_record = 22;

// OpenSSL's own BIO of a socket raises SIGPIPE and needs a socket that never blocks; this one asks each time.
int fd_of(BIO* b) { return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(b))); }

bool again() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

int bio_send(BIO* b, const char* from, int size) {
    BIO_clear_retry_flags(b);
    const auto n = ::send(fd_of(b), from, static_cast<std::size_t>(size), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && again()) BIO_set_retry_write(b);
    return static_cast<int>(n);
}

int bio_receive(BIO* b, char* to, int size) {
    BIO_clear_retry_flags(b);
    const auto n = ::recv(fd_of(b), to, static_cast<std::size_t>(size), MSG_DONTWAIT);
    if (n < 0 && again()) BIO_set_retry_read(b);
    return static_cast<int>(n);
}

long bio_control(BIO*, int what, long, void*) { return what == BIO_CTRL_FLUSH ? 1 : 0; }

BIO* bio_of(int fd) {
    static BIO_METHOD* const method = [] {
        auto* m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket of a stream");
        BIO_meth_set_write(m, bio_send);
        BIO_meth_set_read(m, bio_receive);
        BIO_meth_set_ctrl(m, bio_control);
        return m;
    }();
    auto* b = BIO_new(method);
    BIO_set_data(b, reinterpret_cast<void*>(static_cast<std::intptr_t>(fd)));
    BIO_set_init(b, 1);
    return b;
}

/// Takes records from pieces, one after another.
class records {
public:
    records(std::span<const std::string_view> pieces, std::size_t skipped) : pieces_{pieces} {
        skip(skipped);
    }

    /// The next one, valid until the next call on this thread; empty when there is none.
    std::string_view next() {
        if (pieces_.empty()) return {};
        if (pieces_.size() == 1 || front().size() >= record_size) {
            const auto one = front().substr(0, record_size);
            skip(one.size());
            return one;
        }
        thread_local std::array<char, record_size> gathered;
        std::size_t size = 0;
        while (!pieces_.empty() && size < record_size) {
            const auto some = front().substr(0, record_size - size);
            // Not one byte of a piece alone: see tls_stream::write.
            if (size > 0 && some.size() == 1 && front().size() > 1) break;
            std::copy(some.begin(), some.end(), gathered.data() + size);
            size += some.size();
            skip(some.size());
        }
        return {gathered.data(), size};
    }

private:
    std::string_view front() const { return pieces_.front().substr(at_); }
    void skip(std::size_t bytes) {
        at_ += bytes;
        while (!pieces_.empty() && at_ >= pieces_.front().size()) {
            at_ -= pieces_.front().size();
            pieces_ = pieces_.subspan(1);
        }
    }
    std::span<const std::string_view> pieces_;
    std::size_t at_ = 0; // in the first
};

} // namespace

tls_stream::tls_stream(tcp_socket s, tls_context c)
    : tcp_stream{std::move(s)}, context_{std::move(c)}, ssl_{nullptr, SSL_free} {}

tls_stream::~tls_stream() = default;

/// Looks at the first byte before anything is made for this connection. False while there is none.
bool tls_stream::begin() {
    char first = 0;
    const auto n = ::recv(socket_.native_handle(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
    if (n < 0 && again()) return false;
    plain_ = n == 1 && first >= 'A' && first <= 'Z'; // the method of a request
    failed_ = n != 1 || (!plain_ && first != handshake_record);
    if (plain_ || failed_) return true;
    ssl_.reset(SSL_new(context_.get()));
    context_.reset();
    failed_ = !ssl_;
    if (failed_) return true;
    auto* b = bio_of(socket_.native_handle());
    SSL_set_bio(ssl_.get(), b, b);
    SSL_set_accept_state(ssl_.get());
    return true;
}

stream::outcome tls_stream::open() {
    if (!socket_.is_open()) return outcome::failed;
    if (!ssl_ && !plain_ && !failed_ && !begin()) return outcome::would_block;
    if (plain_) return outcome::moved;
    if (!usable()) return outcome::failed;
    ERR_clear_error();
    const int r = SSL_do_handshake(ssl_.get());
    return r == 1 ? outcome::moved : why(r, read_waits_for_);
}

/// What a call of OpenSSL that did not succeed means, and what the socket is waited for before it is tried again.
stream::outcome tls_stream::why(int returned, direction& waits_for) {
    switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_WANT_READ: waits_for = direction::reading; return outcome::would_block;
    case SSL_ERROR_WANT_WRITE: waits_for = direction::writing; return outcome::would_block;
    case SSL_ERROR_ZERO_RETURN: return outcome::end;
    default: failed_ = true; return outcome::failed;
    }
}

stream::moved tls_stream::read(std::span<char> into) {
    if (plain_) return tcp_stream::read(into);
    if (!usable()) return {};
    std::size_t total = 0;
    while (total < into.size()) {
        std::size_t n = 0;
        ERR_clear_error();
        const int r = SSL_read_ex(ssl_.get(), into.data() + total, into.size() - total, &n);
        total += n;
        if (r == 1) continue;
        const auto how = why(r, read_waits_for_);
        if (total == 0) return {how};
        break; // the next call says it again
    }
    return {outcome::moved, total};
}

stream::outcome tls_stream::put(std::string_view record) {
    std::size_t n = 0;
    ERR_clear_error();
    const int r = SSL_write_ex(ssl_.get(), record.data(), record.size(), &n);
    return r == 1 ? outcome::moved : why(r, write_waits_for_);
}

stream::moved tls_stream::write(std::span<const std::string_view> pieces) {
    if (plain_) return tcp_stream::write(pieces);
    if (!usable()) return {};
    std::size_t taken = 0;
    if (!held_.empty()) {
        const auto how = put(held_);
        if (how != outcome::moved) return {how};
        held_ = {};
        taken = 1;
    }
    // A record is encrypted once. When the system does not take it, it is kept here, and all of it but one byte counts
    // as written: so the caller comes back with that byte, and does not take back the piece it is of.
    records rest{pieces, taken};
    for (auto record = rest.next(); !record.empty(); record = rest.next()) {
        const auto how = put(record);
        if (how == outcome::would_block) {
            held_ = record;
            taken += record.size() - 1;
            break;
        }
        if (how != outcome::moved) return {outcome::failed};
        taken += record.size();
    }
    if (taken == 0) return {outcome::would_block};
    return {outcome::moved, taken};
}

/// Decrypted bytes wait in OpenSSL: the socket does not tell of them.
bool tls_stream::has_more() const { return usable() && SSL_pending(ssl_.get()) > 0; }

void tls_stream::wait(direction d, std::shared_ptr<waiter> who) {
    if (plain_) return wait_for(d, d, std::move(who));
    if (d == direction::reading && has_more())
        return asio::post(socket_.get_executor(), [d, who = std::move(who)] { who->ready(d); });
    wait_for(d == direction::reading ? read_waits_for_ : write_waits_for_, d, std::move(who));
}

asio::awaitable<void> tls_stream::wait(direction d) {
    if (plain_) return wait_for(d);
    if (d == direction::reading && has_more()) return asio::post(socket_.get_executor(), asio::use_awaitable);
    return wait_for(d == direction::reading ? read_waits_for_ : write_waits_for_);
}

/// close_notify, if the system takes it: all that was written before has its own end.
void tls_stream::say_goodbye() {
    if (!usable() || !SSL_is_init_finished(ssl_.get())) return;
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
}

void tls_stream::end_sending() {
    say_goodbye();
    tcp_stream::end_sending();
}

void tls_stream::close() {
    say_goodbye();
    tcp_stream::close();
    held_ = {};
}

} // namespace jiangtang::net
