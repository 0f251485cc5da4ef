// A program that is no file, executed: it stands behind the same filter.
//: ended = ["exit"]
//: says = ["executed from memory", "no socket"]
#include "attack.h"
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
extern char **environ;
int main(int count, char **arguments) {
    if (!strcmp(arguments[0], "again")) {
        puts("executed from memory");
        puts(socket(AF_INET, SOCK_STREAM, 0) < 0 ? "no socket" : "ESCAPED a socket");
        return 0;
    }
    int file = memfd_create("program", MFD_CLOEXEC), self = open("/proc/self/exe", O_RDONLY);
    while (sendfile(file, self, nullptr, 1 << 20) > 0) {}
    char again[] = "again", *words[] = {again, nullptr};
    call(SYS_execveat, file, (long)"", (long)words, (long)environ, AT_EMPTY_PATH);
    return 3 + count;
}
