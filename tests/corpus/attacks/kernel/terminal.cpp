// Input for the terminal that the judge was started from.
//: ended = ["exit"]
//: says = ["all tried"]
#include "attack.h"
#include <sys/ioctl.h>
int main() {
    for (int stream = 0; stream < 3; stream++) {
        attempt("TIOCSTI", [=] {
            char letter = 'x';
            return !ioctl(stream, TIOCSTI, &letter);
        });
        attempt("TIOCSTI with a high half", [=] {
            char letter = 'x';
            return !call(SYS_ioctl, stream, 0x100005412L, (long)&letter);
        });
        attempt("TIOCLINUX", [=] {
            char paste = 3;
            return !ioctl(stream, TIOCLINUX, &paste);
        });
        attempt("TIOCSCTTY", [=] { return !ioctl(stream, TIOCSCTTY, 0); });
    }
    for (const char *path : {"/dev/tty", "/dev/ptmx", "/dev/pts/0", "/dev/console", "/dev/tty1"})
        attempt(path, [=] { return open(path, O_RDWR | O_NOCTTY) >= 0; });
    return finish();
}
