// A call that only an exploit makes ends the run, and is named for it.
//: ended = ["refused-syscall"]
//: signal = 31
//: never = ["still here"]
#include <cstdio>
#include <sys/mount.h>
int main() {
    mount("none", "/box", "tmpfs", 0, nullptr);
    puts("still here");
}
