// Leaves what it can for the next program: files, memory, queues, names, processes.
//: ended = ["exit", "process-limit"]
//: exit_code = 0
//: next = "leftovers/look.cpp"
#include "attack.h"
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>
int main() {
    umask(0);
    for (const char *path : {"/tmp/left", "/dev/shm/left", "/box/left"}) creates(path);
    mkdir("/tmp/folder", 0777);
    shmget(0x1eff, 4096, IPC_CREAT | 0666);
    semget(0x1eff, 1, IPC_CREAT | 0666);
    msgget(0x1eff, IPC_CREAT | 0666);
    mq_open("/left", O_CREAT | O_RDWR, 0666, nullptr);
    call(SYS_add_key, (long)"user", (long)"left", (long)"x", 1, -4);
    setpriority(PRIO_PROCESS, 0, 10);
    if (fork() == 0) {
        setsid();
        sockaddr_un name = {AF_UNIX, "\0left"};
        int listener = socket(AF_UNIX, SOCK_STREAM, 0);
        bind(listener, (sockaddr *)&name, sizeof name);
        listen(listener, 1);
        for (;;) pause();
    }
    usleep(10000);
}
