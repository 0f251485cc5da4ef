// A file of the host, by a path that is known.
//: ended = ["exit"]
//: exit_code = 1
//: patch = {"@SECRET@" = "secret"}
#include "@SECRET@"
#if __has_include("@SECRET@")
#error ESCAPED it is there
#endif
#pragma GCC dependency "@SECRET@"
int main() {}
