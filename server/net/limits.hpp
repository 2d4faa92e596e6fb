// How many connections there are, in all and per address. Any thread; touched only when one comes or goes.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace jiangtang::net {

class connection_limits {
public:
    /// 0 stands for no limit.
    connection_limits(std::size_t most, std::size_t most_per_address);

    /// A place taken; given back when destroyed. Must not outlive the limits.
    class place {
    public:
        place() = default;
        place(place&&) noexcept;
        place& operator=(place&&) noexcept;
        ~place();
        explicit operator bool() const { return owner_ != nullptr; }

    private:
        friend class connection_limits;
        place(connection_limits* owner, std::string address) : owner_{owner}, address_{std::move(address)} {}
        connection_limits* owner_ = nullptr;
        std::string address_; // empty: not counted per address
    };

    /// An empty place when there is none left. An empty address is counted in all only.
    place take(std::string address);
    std::size_t taken() const;

private:
    void give_back(const std::string& address);
    const std::size_t most_;
    const std::size_t most_per_address_;
    mutable std::mutex mutex_;
    std::size_t taken_ = 0;
    std::unordered_map<std::string, std::size_t> per_address_;
};

} // namespace jiangtang::net
