#include "net/limits.hpp"

namespace jiangtang::net {

connection_limits::connection_limits(std::size_t most, std::size_t most_per_address)
    : most_{most}, most_per_address_{most_per_address} {}

connection_limits::place::place(place&& other) noexcept
    : owner_{std::exchange(other.owner_, nullptr)}, address_{std::move(other.address_)} {}

connection_limits::place& connection_limits::place::operator=(place&& other) noexcept {
    if (this != &other) {
        if (owner_) owner_->give_back(address_);
        owner_ = std::exchange(other.owner_, nullptr);
        address_ = std::move(other.address_);
    }
    return *this;
}

connection_limits::place::~place() {
    if (owner_) owner_->give_back(address_);
}

connection_limits::place connection_limits::take(std::string address) {
    std::lock_guard lock{mutex_};
    if (most_ != 0 && taken_ >= most_) return {};
    if (!address.empty() && most_per_address_ != 0) {
        auto& n = per_address_[address];
        if (n >= most_per_address_) return {};
        ++n;
    } else {
        address.clear();
    }
    ++taken_;
    return place{this, std::move(address)};
}

std::size_t connection_limits::taken() const {
    std::lock_guard lock{mutex_};
    return taken_;
}

void connection_limits::give_back(const std::string& address) {
    std::lock_guard lock{mutex_};
    --taken_;
    if (address.empty()) return;
    if (auto it = per_address_.find(address); --it->second == 0) per_address_.erase(it);
}

} // namespace jiangtang::net
