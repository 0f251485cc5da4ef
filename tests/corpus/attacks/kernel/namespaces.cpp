// Namespaces of its own, where it would be root, and those of others.
//: ended = ["exit"]
//: says = ["all tried"]
#include "attack.h"
int main() {
    for (long kind : {0x10000000L, 0x10020000L, 0x20000000L, 0x40000000L, 0x04000000L, 0x08000000L,
                      0x02000000L, 0x00020000L, 0x80L}) {
        attempt("unshare", [=] { return !call(SYS_unshare, kind); });
        attempt("clone", [=] { return kind != 0x80 && call(SYS_clone, kind | SIGCHLD) >= 0; });
        attempt("clone3", [=] {
            unsigned long arguments[11] = {(unsigned long)kind, 0, 0, 0, SIGCHLD};
            return call(SYS_clone3, (long)arguments, sizeof arguments) >= 0;
        });
    }
    for (const char *path : {"/proc/1/ns/mnt", "/proc/1/ns/pid", "/proc/1/ns/user",
                             "/proc/1/ns/net", "/proc/self/ns/user", "/proc/self/ns/mnt"})
        attempt(path, [=] {
            int space = open(path, O_RDONLY);
            return space >= 0 && !call(SYS_setns, space, 0);
        });
    return finish();
}
