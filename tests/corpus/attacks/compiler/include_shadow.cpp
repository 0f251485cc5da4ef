// Secrets as source: error messages would show them.
//: ended = ["exit"]
//: exit_code = 1
//: never = ["root:$", "root:*:", "daemon:*:"]
#include "/etc/shadow"
#include "../../../../../../etc/shadow"
#include "/proc/1/root/etc/shadow"
#include "/proc/self/environ"
int main() {}
