// Looks for what an earlier program left.
//: ended = ["exit"]
//: says = ["all tried"]
#include "attack.h"
#include <dirent.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>
int main() {
    for (const char *path : {"/tmp", "/dev/shm", "/box"}) {
        DIR *folder = opendir(path);
        int entries = 0;
        for (dirent *entry; (entry = readdir(folder));) {
            bool own = entry->d_name[0] == '.' || !strcmp(entry->d_name, "program");
            if (!own) printf("ESCAPED %s/%s is there\n", path, entry->d_name), entries++;
        }
    }
    DIR *processes = opendir("/proc");
    for (dirent *entry; (entry = readdir(processes));) {
        int pid = atoi(entry->d_name);
        if (pid > 1 && pid != getpid()) printf("ESCAPED process %d is there\n", pid);
    }
    if (shmget(0x1eff, 0, 0) >= 0) puts("ESCAPED shared memory");
    if (semget(0x1eff, 0, 0) >= 0) puts("ESCAPED semaphores");
    if (msgget(0x1eff, 0) >= 0) puts("ESCAPED a message queue");
    if (mq_open("/left", O_RDONLY) != (mqd_t)-1) puts("ESCAPED a POSIX queue");
    if (call(SYS_request_key, (long)"user", (long)"left", 0, 0) >= 0) puts("ESCAPED a key");
    if (getpriority(PRIO_PROCESS, 0)) puts("ESCAPED a nice value");
    sockaddr_un name = {AF_UNIX, "\0left"};
    if (!connect(socket(AF_UNIX, SOCK_STREAM, 0), (sockaddr *)&name, sizeof name))
        puts("ESCAPED a socket");
    return finish();
}
