// A working folder that may not be entered, and a file that may not be read.
//: ended = ["exit"]
//: exit_code = 0
//: take = ["*"]
#include "attack.h"
int main() {
    close(open("unreadable", O_WRONLY | O_CREAT, 0));
    mkdir("inner", 0700);
    close(open("inner/file", O_WRONLY | O_CREAT, 0));
    return chmod("inner", 0) + chmod("/tmp", 0) + chmod("/dev/shm", 0) + chmod("/box", 0);
}
