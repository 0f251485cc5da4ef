// The memory, descriptors and steps of pid 1 and of the judging process.
//: ended = ["exit"]
//: says = ["all tried"]
#include "attack.h"
#include <sys/ptrace.h>
#include <sys/uio.h>
int main(int, char **arguments) {
    for (pid_t other : {1, getppid(), atoi(arguments[3])}) {
        attempt("PTRACE_ATTACH", [=] { return !ptrace(PTRACE_ATTACH, other, 0, 0); });
        attempt("PTRACE_SEIZE", [=] { return !ptrace(PTRACE_SEIZE, other, 0, 0); });
        attempt("process_vm_readv", [=] {
            char here[8];
            iovec mine = {here, 8}, theirs = {(void *)0x400000, 8};
            return process_vm_readv(other, &mine, 1, &theirs, 1, 0) > 0;
        });
        attempt("kcmp", [=] { return call(SYS_kcmp, getpid(), other, 0, 0, 0) >= 0; });
        attempt("pidfd_getfd", [=] {
            long process = call(SYS_pidfd_open, other);
            return process >= 0 && call(SYS_pidfd_getfd, process, 0) >= 0;
        });
        attempt("SIGKILL by pidfd", [=] {
            long process = call(SYS_pidfd_open, other);
            return process >= 0 && other != 1 && !call(SYS_pidfd_send_signal, process, SIGKILL);
        });
    }
    attempt("PTRACE_TRACEME", [] { return !ptrace(PTRACE_TRACEME, 0, 0, 0); });
    return finish();
}
