// A million files, folders and links, in every folder it may write to.
//: ended = ["exit", "cpu-limit"]
//: says = ["no more"]
//: never = ["a million"]
#include "attack.h"
int main() {
    int made = 0, failed = 0;
    for (const char *folder : {"/box", "/tmp", "/dev/shm"}) {
        if (chdir(folder)) continue;
        for (int i = 0; i < 350000 && failed < 40; i++) {
            char name[32];
            snprintf(name, sizeof name, "%d", i);
            int worked = i % 3 == 0   ? mkdir(name, 0700)
                         : i % 3 == 1 ? symlink("/", name)
                                      : mknod(name, S_IFREG | 0600, 0);
            worked ? failed++ : made++;
        }
        failed = 0;
    }
    puts(made > 1000000 ? "a million" : "no more");
}
