// Sockets on which the host listens: by an abstract name, and by paths.
//: ended = ["exit"]
//: says = ["all tried"]
#include "attack.h"
#include <sys/socket.h>
#include <sys/un.h>
static bool connects(const char *path, bool abstract) {
    sockaddr_un name = {};
    name.sun_family = AF_UNIX;
    strncpy(name.sun_path + abstract, path, sizeof name.sun_path - 2);
    socklen_t length = offsetof(sockaddr_un, sun_path) + abstract + strlen(path);
    return !connect(socket(AF_UNIX, SOCK_STREAM, 0), (sockaddr *)&name, length);
}
int main(int, char **arguments) {
    attempt("the host's abstract socket", [&] { return connects(arguments[2], true); });
    for (const char *path :
         {"/run/systemd/journal/stdout", "/run/dbus/system_bus_socket", "/var/run/docker.sock",
          "/run/docker.sock", "/var/run/postgresql/.s.PGSQL.5432", "/tmp/.X11-unix/X0"})
        attempt(path, [=] { return connects(path, false); });
    return finish();
}
