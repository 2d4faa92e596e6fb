#include "media/guard.hpp"

#include "media/gst_handle.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <gio/gio.h>
#include <gst/gst.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace jiangtang::media {

using intake::fault;
using intake::source_kind;
using intake::source_uri;

namespace {

// The proxy resolver of GLib is what libsoup, rtmp2src and rtspsrc ask before every connection.
std::string relay_uri;

struct to_relay {
    GObject parent;
};
struct to_relay_class {
    GObjectClass parent;
};

gchar** answer_relay() {
    const gchar* all[] = {relay_uri.c_str(), nullptr};
    return g_strdupv(const_cast<gchar**>(all));
}

void implement(gpointer interface, gpointer) {
    auto* to = static_cast<GProxyResolverInterface*>(interface);
    to->is_supported = [](GProxyResolver*) -> gboolean { return TRUE; };
    to->lookup = [](GProxyResolver*, const gchar*, GCancellable*, GError**) { return answer_relay(); };
    to->lookup_async = [](GProxyResolver* self, const gchar*, GCancellable* cancellable,
                          GAsyncReadyCallback callback, gpointer user) {
        auto* task = g_task_new(self, cancellable, callback, user);
        g_task_return_pointer(task, answer_relay(), reinterpret_cast<GDestroyNotify>(g_strfreev));
        g_object_unref(task);
    };
    to->lookup_finish = [](GProxyResolver*, GAsyncResult* result, GError** error) {
        return static_cast<gchar**>(g_task_propagate_pointer(G_TASK(result), error));
    };
}

GType to_relay_type() {
    static const GType type = [] {
        const auto made =
            g_type_register_static_simple(G_TYPE_OBJECT, "JiangtangToRelay", sizeof(to_relay_class), nullptr,
                                          sizeof(to_relay), nullptr, GTypeFlags(0));
        const GInterfaceInfo info{implement, nullptr, nullptr};
        g_type_add_interface_static(made, G_TYPE_PROXY_RESOLVER, &info);
        return made;
    }();
    return type;
}

void lead_through(std::uint16_t port) {
    relay_uri = "socks5://127.0.0.1:" + std::to_string(port);
    // What would go before ours: souphttpsrc reads the first, GLib the second.
    ::unsetenv("http_proxy");
    ::unsetenv("GIO_USE_PROXY_RESOLVER");
    g_io_extension_point_register(G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
    constexpr int before_all = 1'000'000;
    g_io_extension_point_implement(G_PROXY_RESOLVER_EXTENSION_POINT_NAME, to_relay_type(), "jiangtang",
                                   before_all);
    if (G_OBJECT_TYPE(g_proxy_resolver_get_default()) != to_relay_type())
        throw std::runtime_error("GLib has chosen its proxy before the guard");
}

std::string_view reader_of(source_kind kind) {
    switch (kind) {
    case source_kind::srt: return "srtsrc";
    case source_kind::rtmp: return "rtmp2src";
    case source_kind::rtsp: return "rtspsrc";
    case source_kind::http: return "souphttpsrc";
    case source_kind::file: return "filesrc";
    case source_kind::lecture: break;
    }
    return "";
}

// Whether GStreamer is to forget a factory: what reads from a URI, and the demuxers that fetch by themselves.
bool is_forbidden(GstElementFactory* factory, source_kind kind) {
    constexpr std::array<std::string_view, 4> own_fetchers{"hlsdemux2", "dashdemux2", "mssdemux2",
                                                           "sdpdemux"};
    const std::string_view name = gst_plugin_feature_get_name(GST_PLUGIN_FEATURE(factory));
    if (std::ranges::find(own_fetchers, name) != own_fetchers.end()) return true;
    return gst_element_factory_get_uri_type(factory) == GST_URI_SRC && name != "appsrc" &&
           name != reader_of(kind);
}

template <class Act>
void for_each_forbidden(source_kind kind, Act act) {
    auto* all = gst_registry_get_feature_list(gst_registry_get(), GST_TYPE_ELEMENT_FACTORY);
    for (auto* one = all; one; one = one->next)
        if (is_forbidden(GST_ELEMENT_FACTORY(one->data), kind)) act(GST_PLUGIN_FEATURE(one->data));
    gst_plugin_feature_list_free(all);
}

// A playlist may name file:///etc/passwd, a description an address to send packets to: what GStreamer cannot make, it
// cannot be talked into. The plugins are loaded first: one that is loaded later registers all its elements again.
void forget_readers(source_kind kind) {
    for_each_forbidden(kind, [](GstPluginFeature* feature) {
        if (auto* loaded = gst_plugin_feature_load(feature)) gst_object_unref(loaded);
    });
    for_each_forbidden(
        kind, [](GstPluginFeature* feature) { gst_registry_remove_feature(gst_registry_get(), feature); });
    const gst_handle<GstElement> queue(gst_element_factory_make("queue", nullptr)); // of filesrc's plugin
    for_each_forbidden(kind, [](GstPluginFeature* feature) {
        throw std::runtime_error(std::string("GStreamer keeps ") + gst_plugin_feature_get_name(feature));
    });
}

} // namespace

guard::guard(const intake::allowance& allowed, source_kind kind) : relay_{allowed} {
    forget_readers(kind);
    lead_through(relay_.port());
}

std::variant<source_uri, fault> checked(const source_uri& uri, const intake::allowance& allowed) {
    if (auto wrong = intake::check(uri, allowed)) return *wrong;
    auto out = uri;
    if (uri.kind == source_kind::file) {
        auto path = intake::find_file(uri, allowed);
        if (auto* wrong = std::get_if<fault>(&path)) return *wrong;
        out.text = std::get<std::string>(path);
    } else if (uri.kind == source_kind::srt && intake::leads_elsewhere(uri)) {
        boost::asio::io_context io;
        auto found = boost::asio::co_spawn(io, look_up(uri.host, uri.port, allowed), boost::asio::use_future);
        io.run();
        try {
            out.host = found.get().begin()->endpoint().address().to_string();
        } catch (const std::exception& failed) {
            return fault{"", failed.what()};
        }
        out.text = intake::joined(out);
    }
    return out;
}

} // namespace jiangtang::media
