// Boost.Asio and Boost.Beast, compiled here once for the whole build.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
