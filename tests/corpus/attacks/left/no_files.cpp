// What is no file, under the name of one: a pipe, a socket, a device, a folder.
//: ended = ["exit"]
//: take = ["*"]
//: taken = []
//: wall_at_most = 3.0
#include "attack.h"
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
int main() {
    mkfifo("fifo", 0666);
    mkdir("folder", 0777);
    mkdir("a.out", 0);
    sockaddr_un name = {AF_UNIX, "socket"};
    bind(socket(AF_UNIX, SOCK_STREAM, 0), (sockaddr *)&name, sizeof name);
    for (mode_t kind : {S_IFCHR, S_IFBLK})
        if (mknod(kind == S_IFCHR ? "zero" : "disk", kind | 0666,
                  kind == S_IFCHR ? makedev(1, 5) : makedev(254, 0)) == 0)
            puts("ESCAPED a device");
    return fork() ? 0 : open("fifo", O_RDWR) < 0;
}
