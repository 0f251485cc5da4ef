// The input's file: where it lies, what lies around it, and whether it can be changed for the next.
//: ended = ["exit"]
//: says = ["the input", "all tried"]
//: stdin = "the input\n"
//: stdin_kept = true
//: never = ["ESCAPED"]
#include "attack.h"
#include <string>
#include <sys/file.h>
#include <sys/mman.h>
int main(int, char **arguments) {
    char target[4096] = {};
    (void)!readlink("/proc/self/fd/0", target, sizeof target - 1);
    std::string folder = arguments[1];
    folder.resize(folder.rfind('/'));
    if (strstr(target, folder.c_str())) printf("ESCAPED the input's path %s\n", target);
    char text[64] = {};
    if (read(0, text, sizeof text) > 0) fputs(text, stdout);
    // It may do as it likes with what is its own; the file must stay as it is.
    (void)!write(0, "spoilt", 6);
    (void)!ftruncate(0, 0);
    void *pages = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 0, 0);
    if (pages != MAP_FAILED)
        attempt("the input, mapped", [=] {
            memset(pages, 'x', 4);
            return false;
        });
    for (int flags : {O_RDWR, O_WRONLY | O_TRUNC, O_WRONLY | O_APPEND}) {
        int again = open("/proc/self/fd/0", flags);
        (void)!write(again, "spoilt", 6);
    }
    (void)!fchown(0, 0, 0);
    fchmod(0, 0);
    attempt("a name for the input", [] {
        return !linkat(AT_FDCWD, "/proc/self/fd/0", AT_FDCWD, "/box/input", AT_SYMLINK_FOLLOW);
    });
    attempt("the folder of the input",
            [] { return openat(0, "..", O_RDONLY) >= 0 || openat(0, ".", O_RDONLY) >= 0; });
    return finish();
}
