// Settings of the machine, and of itself, that are files.
//: ended = ["exit"]
//: says = ["all tried"]
#include "attack.h"
#include <string>
int main() {
    for (std::string path :
         {"/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe",
          "/proc/sys/vm/overcommit_memory", "/proc/sys/kernel/hostname",
          "/proc/sys/net/ipv4/ip_forward", "/proc/sysrq-trigger", "/proc/self/uid_map",
          "/proc/self/gid_map", "/proc/self/setgroups", "/proc/1/oom_score_adj", "/proc/1/mem",
          "/proc/1/comm", "/sys/fs/cgroup/memory/cgroup.procs", "/sys/fs/cgroup/cgroup.procs",
          "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory.max",
          "/dev/null/x"})
        attempt(path.c_str(), [&] {
            int file = open(path.c_str(), O_WRONLY);
            return file >= 0 && write(file, "1", 1) > 0;
        });
    attempt("a lower place in the queue of the killed", [] {
        int file = open("/proc/self/oom_score_adj", O_WRONLY);
        return file >= 0 && write(file, "-1000", 5) > 0;
    });
    attempt("the program of another", [] { return open("/usr/bin/env", O_RDWR) >= 0; });
    return finish();
}
