// An RTSP camera for the tests: rtsp://127.0.0.1:PORT/camera with H.264 and AAC. Prints "ready" when it listens.
#include <gst/rtsp-server/rtsp-server.h>

#include <cstdio>

int main(int argc, char** argv) {
    gst_init(nullptr, nullptr);
    auto* server = gst_rtsp_server_new();
    gst_rtsp_server_set_address(server, "127.0.0.1");
    gst_rtsp_server_set_service(server, argc > 1 ? argv[1] : "0");
    auto* camera = gst_rtsp_media_factory_new();
    gst_rtsp_media_factory_set_shared(camera, TRUE);
    gst_rtsp_media_factory_set_launch(
        camera,
        "( videotestsrc is-live=true ! video/x-raw,format=I420,width=640,height=480,framerate=25/1 "
        "! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25 ! rtph264pay name=pay0 pt=96 "
        "audiotestsrc is-live=true ! audioconvert ! avenc_aac ! rtpmp4gpay name=pay1 pt=97 )");
    auto* mounts = gst_rtsp_server_get_mount_points(server);
    gst_rtsp_mount_points_add_factory(mounts, "/camera", camera);
    g_object_unref(mounts);
    if (gst_rtsp_server_attach(server, nullptr) == 0) return 1;
    std::puts("ready");
    std::fflush(stdout);
    g_main_loop_run(g_main_loop_new(nullptr, FALSE));
}
