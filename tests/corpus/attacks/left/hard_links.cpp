// One file under two names, and names for files of others.
//: ended = ["exit"]
//: says = ["all tried"]
//: take = ["*"]
//: taken = []
#include "attack.h"
int main(int, char **arguments) {
    close(open("one", O_WRONLY | O_CREAT, 0600));
    if (link("one", "two")) return 3;
    for (const char *path : {"/usr/bin/env", "/etc/passwd", "/etc/shadow", "/proc/1/exe",
                             "/proc/1/mem", (const char *)arguments[1]}) {
        attempt(path, [=] { return !link(path, "stolen"); });
        attempt(path,
                [=] { return !linkat(AT_FDCWD, path, AT_FDCWD, "stolen", AT_SYMLINK_FOLLOW); });
    }
    attempt("a name in another folder's file system",
            [] { return !rename("one", "/usr/one") || !link("one", "/one"); });
    return finish();
}
