// Ends with success, while a grandchild holds its output and has more to say.
//: ended = ["exit"]
//: exit_code = 0
//: starts = "parent\n"
//: wall_at_most = 3.0
#include <unistd.h>
int main() {
    if (write(1, "parent\n", 7) != 7) return 3;
    if (fork() == 0 && fork() == 0) {
        setsid();
        for (;;) {
            usleep(1000);
            if (write(1, "more\n", 5) < 0) _exit(0);
        }
    }
}
