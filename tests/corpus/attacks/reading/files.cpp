// Files of the host, by their paths and by the ways around.
//: ended = ["exit"]
//: says = ["all tried"]
//: never = ["root:x:0:0:root", "root:$", "root:*:", "nobody:x:65534", "PRIVATE KEY"]
#include "attack.h"
#include <string>
int main(int, char **arguments) {
    std::string secret = arguments[1];
    for (std::string path : {"/etc/shadow",
                             "/etc/gshadow",
                             "/etc/passwd-",
                             "/etc/sudoers",
                             "/etc/hostname",
                             "/etc/machine-id",
                             "/etc/ssh/ssh_host_ed25519_key",
                             "/root/.bashrc",
                             "/root/.profile",
                             "/var/log/dpkg.log",
                             "/proc/kcore",
                             "/proc/kallsyms",
                             "/proc/keys",
                             "/proc/kmsg",
                             "/proc/timer_list",
                             "/proc/sysrq-trigger",
                             "/proc/sys/kernel/core_pattern/..",
                             "/dev/mem",
                             "/dev/kmsg",
                             "/dev/vda",
                             "/dev/sda",
                             "/dev/tty",
                             "/sys/kernel/vmcoreinfo",
                             "/sys/class/dmi/id/product_uuid",
                             "/run/utmp"})
        attempt(path.c_str(), [&] { return reads(path.c_str()); });
    for (std::string before : {"", "/box/../../../..", "/proc/self/root", "/proc/1/root",
                               "/proc/1/cwd", "/proc/self/cwd/../../..", "/proc/thread-self/root",
                               "/dev/fd/../root", "/tmp/../..", "/usr/../.."})
        attempt("the secret", [&] { return reads((before + secret).c_str()); });
    attempt("the passwd of the host", [] {
        reads("/etc/passwd");
        return false;
    });
    attempt("a chdir out of the root", [&] {
        for (int i = 0; i < 20; i++)
            if (chdir("..")) return false;
        return reads(secret.c_str() + 1);
    });
    return finish();
}
