// Memory that belongs to no process: memory files, System V segments, pipes and sockets.
//: ended = ["memory-limit", "exit"]
//: never = ["got all"]
//: limits = {open_files = 256, cpu_s = 1.0, memory_bytes = 67108864}
//: modes = ["root"]
#include "attack.h"
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/socket.h>
static char block[1 << 16];
int main() {
    signal(SIGXFSZ, SIG_IGN);
    int refused = 0;
    for (int i = 0; i < 16; i++) {
        int file = memfd_create("hoard", 0);
        for (int written = 0; file >= 0 && written < 16; written++)
            refused += write(file, block, sizeof block) < 0;
        int segment = shmget(IPC_PRIVATE, 2 << 20, IPC_CREAT | 0600);
        void *at = segment < 0 ? (void *)-1 : shmat(segment, nullptr, 0);
        if (at == (void *)-1) refused++;
        else memset(at, 1, 2 << 20);
    }
    for (int i = 0; i < 64; i++) {
        int ends[2];
        if (pipe2(ends, O_NONBLOCK)) {
            refused++;
            continue;
        }
        fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
        while (write(ends[1], block, sizeof block) > 0) {}
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends)) {
            refused++;
            continue;
        }
        while (write(ends[1], block, sizeof block) > 0) {}
    }
    if (!refused) puts("got all");
}
