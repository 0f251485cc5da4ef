// A process that outlives the first and goes on swapping a file for a link while it is taken.
//: ended = ["exit"]
//: take = ["*"]
#include "attack.h"
int main(int, char **arguments) {
    close(open("file", O_WRONLY | O_CREAT, 0600));
    if (symlink(arguments[1], "link")) return 3;
    if (fork()) {
        usleep(20000);
        return 0;
    }
    setsid();
    for (;;) {
        link("file", "new");
        rename("new", "result");
        unlink("result");
        symlink(arguments[1], "new");
        rename("new", "result");
    }
}
