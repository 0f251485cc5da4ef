// The calls with the most holes.
//: ended = ["exit"]
//: says = ["all tried"]
#include "attack.h"
int main() {
    static char zeros[256];
    const long at = (long)zeros;
    attempt("io_uring_setup", [=] { return call(SYS_io_uring_setup, 8, at) >= 0; });
    attempt("io_setup", [] {
        unsigned long context = 0;
        return !call(SYS_io_setup, 8, (long)&context);
    });
    attempt("keyctl", [] { return call(SYS_keyctl, 0, -3, 1) >= 0; });
    attempt("a persistent keyring", [] { return call(SYS_keyctl, 22, -1, -3) >= 0; });
    attempt("add_key",
            [] { return call(SYS_add_key, (long)"user", (long)"left", (long)"x", 1, -4) >= 0; });
    attempt("request_key",
            [] { return call(SYS_request_key, (long)"user", (long)"left", 0, -4) >= 0; });
    attempt("bpf", [=] { return call(SYS_bpf, 0, at, 72) >= 0; });
    attempt("perf_event_open", [=] {
        zeros[4] = 112;
        return call(SYS_perf_event_open, at, 0, -1, -1, 0) >= 0;
    });
    attempt("userfaultfd", [] { return call(SYS_userfaultfd, 0) >= 0; });
    attempt("userfaultfd for user space alone", [] { return call(SYS_userfaultfd, 1) >= 0; });
    attempt("fanotify_init", [] { return call(SYS_fanotify_init, 0x200, 0) >= 0; });
    attempt("memfd_secret", [] { return call(447, 0) >= 0; });
    attempt("a filter of its own", [=] { return !call(SYS_seccomp, 1, 8, at); });
    attempt("READ_IMPLIES_EXEC", [] { return call(SYS_personality, 0x0400000) >= 0; });
    attempt("sethostname", [] { return !sethostname("mine", 4); });
    attempt("syslog", [=] { return call(SYS_syslog, 3, at, 255) > 0; });
    attempt("init_module", [=] { return !call(SYS_init_module, at, 256, at); });
    attempt("kexec_load", [] { return !call(SYS_kexec_load, 0, 0, 0, 0); });
    attempt("reboot", [] { return !call(SYS_reboot, 0xfee1dead, 0x28121969, 0x89abcdef, 0); });
    attempt("swapon", [] { return !call(SYS_swapon, (long)"/box/swap", 0); });
    attempt("quotactl", [=] { return !call(SYS_quotactl, 0x800007, (long)"/dev/vda", 0, at); });
    attempt("acct", [] { return !call(SYS_acct, 0); });
    attempt("a call of the future", [] { return call(999) >= 0; });
#ifdef __x86_64__
    attempt("a call of x32", [] { return call(0x40000000 | SYS_getpid) >= 0; });
    attempt("a call of i386", [] {
        long result = 20;
        asm volatile("int $0x80" : "+a"(result));
        return result > 0;
    });
    attempt("iopl", [] { return !call(SYS_iopl, 3); });
    attempt("modify_ldt", [=] { return call(SYS_modify_ldt, 0, at, 256) >= 0; });
#endif
    return finish();
}
