// The list of users: it is not the host's.
//: ended = ["exit"]
//: exit_code = 1
//: never = ["root:x:0:0:root", "daemon:", "www-data"]
#include "/etc/passwd"
int main() {}
