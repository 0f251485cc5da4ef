// A file system of its choice, and another root.
//: ended = ["exit"]
//: says = ["all tried"]
#include "attack.h"
int main() {
    mkdir("inner", 0700);
    for (const char *kind :
         {"proc", "tmpfs", "sysfs", "cgroup2", "devpts", "overlay", "fuse", "debugfs"})
        attempt(kind, [=] { return !call(SYS_mount, (long)"none", (long)"inner", (long)kind); });
    attempt("a bind", [] { return !call(SYS_mount, (long)"/", (long)"inner", 0, 4096); });
    attempt("a remount", [] { return !call(SYS_mount, (long)"none", (long)"/", 0, 32 | 4096); });
    for (const char *place : {"/", "/proc", "/usr", "/box", "/tmp", "/etc/passwd", "/proc/kcore"})
        attempt(place, [=] { return !call(SYS_umount2, (long)place, 2); });
    attempt("chroot", [] { return !chroot("inner"); });
    attempt("pivot_root", [] { return !call(SYS_pivot_root, (long)".", (long)"."); });
    attempt("fsopen", [] { return call(SYS_fsopen, (long)"tmpfs", 0) >= 0; });
    attempt("open_tree", [] { return call(SYS_open_tree, AT_FDCWD, (long)"/", 1) >= 0; });
    attempt("mount_setattr", [] {
        long none[4] = {0, 1};
        return !call(SYS_mount_setattr, AT_FDCWD, (long)"/", 0, (long)none, sizeof none);
    });
    attempt("open_by_handle_at", [] {
        int handle[34] = {128, 1, 2};
        return call(SYS_open_by_handle_at, AT_FDCWD, (long)handle, 0) >= 0;
    });
    attempt("name_to_handle_at", [] {
        int handle[34] = {128, 0}, mount;
        return !call(SYS_name_to_handle_at, AT_FDCWD, (long)"/usr", (long)handle, (long)&mount, 0);
    });
    return finish();
}
