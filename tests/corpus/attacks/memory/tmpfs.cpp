// Files in every folder that keeps them in memory, until none takes more.
//: ended = ["exit", "memory-limit", "output-limit"]
//: says = ["full"]
//: written_at_most_mib = 9
#include "attack.h"
static char block[1 << 16];
int main() {
    signal(SIGXFSZ, SIG_IGN);
    for (const char *folder : {"/tmp", "/dev/shm", "/box", "/run", "/var/tmp"})
        for (int i = 0; i < 40; i++) {
            char path[64];
            snprintf(path, sizeof path, "%s/%d", folder, i);
            int file = open(path, O_WRONLY | O_CREAT, 0600);
            while (file >= 0 && write(file, block, sizeof block) > 0) {}
        }
    puts("full");
}
