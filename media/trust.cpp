#include "media/trust.hpp"

#include "media/gst_handle.hpp"

#include <gio/gio.h>

#include <filesystem>
#include <stdexcept>

namespace jiangtang::media {

void trust_only(const std::string& pem_file) {
    GError* error = nullptr;
    auto* database = g_tls_file_database_new(std::filesystem::absolute(pem_file).c_str(), &error);
    const gst_handle<GError> why(error);
    if (!database) throw std::runtime_error("SSL_CERT_FILE cannot be read: " + std::string(why->message));
    g_tls_backend_set_default_database(g_tls_backend_get_default(), G_TLS_DATABASE(database));
    g_object_unref(database);
}

std::string trouble_with_certificate(const std::string& host, int port) {
    constexpr unsigned patience_s = 5;
    auto* client = g_socket_client_new();
    g_socket_client_set_tls(client, TRUE);
    g_socket_client_set_timeout(client, patience_s);
    GError* error = nullptr;
    auto* connection =
        g_socket_client_connect_to_host(client, host.c_str(), static_cast<guint16>(port), nullptr, &error);
    const gst_handle<GError> why(error);
    if (connection) g_object_unref(connection);
    g_object_unref(client);
    if (!why || !g_error_matches(why.get(), G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE)) return {};
    return "the server's certificate is not valid for " + host + ", or nobody trusted has signed it";
}

} // namespace jiangtang::media
