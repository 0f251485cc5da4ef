// Rights that it had, could have, or could lend from a program of root's.
//: ended = ["exit"]
//: says = ["all tried"]
#include "attack.h"
#include <sys/prctl.h>
#include <sys/statvfs.h>
int main() {
    FILE *status = fopen("/proc/self/status", "r");
    for (char line[256]; fgets(line, sizeof line, status);) {
        unsigned long rights;
        if (sscanf(line, "Cap%*3s: %lx", &rights) == 1 && rights) printf("ESCAPED %s", line);
        if (!strncmp(line, "NoNewPrivs:", 11) && !strchr(line, '1')) printf("ESCAPED %s", line);
        if (!strncmp(line, "Seccomp:", 8) && !strchr(line, '2')) printf("ESCAPED %s", line);
        int groups = 0;
        if (!strncmp(line, "Groups:", 7) && sscanf(line, "Groups: %d", &groups) == 1 && groups == 0)
            printf("ESCAPED %s", line);
    }
    for (const char *place : {"/", "/usr", "/box", "/tmp", "/dev/shm", "/proc"}) {
        struct statvfs found;
        if (statvfs(place, &found) || !(found.f_flag & ST_NOSUID)) printf("ESCAPED %s\n", place);
    }
    if (getuid() == 0 || geteuid() == 0 || getgid() == 0 || getegid() == 0) puts("ESCAPED root");
    attempt("setuid", [] { return !setuid(0); });
    attempt("setresuid", [] { return !setresuid(0, 0, 0); });
    attempt("setgid", [] { return !setgid(0); });
    attempt("setgroups", [] {
        gid_t root = 0;
        return !call(SYS_setgroups, 1, (long)&root);
    });
    attempt("capset", [] {
        unsigned header[2] = {0x20080522, 0}, all[6] = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u};
        return !call(SYS_capset, (long)header, (long)all);
    });
    attempt("an ambient right", [] { return !prctl(47, 2, 21, 0, 0); });
    attempt("its securebits",
            [] { return !prctl(PR_SET_SECUREBITS, 0) && prctl(PR_CAPBSET_READ, 21) > 0; });
    attempt("new privileges", [] { return !prctl(38, 0, 0, 0, 0); });
    for (const char *program :
         {"/usr/bin/su", "/usr/bin/passwd", "/usr/bin/mount", "/usr/bin/newgrp", "/usr/bin/chsh"})
        attempt(program, [=] {
            execl(program, program, "--version", nullptr);
            return false;
        });
    attempt("a program of its own that is setuid", [] {
        if (!creates("mine") || chmod("mine", 06755)) return false;
        struct stat found;
        return !stat("mine", &found) && found.st_uid == 0;
    });
    return finish();
}
