// Source without end, and of another kind.
//: ended = ["memory-limit", "cpu-limit", "output-limit", "exit"]
#include "/dev/urandom"
int main() {}
