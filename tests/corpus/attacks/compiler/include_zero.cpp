// Source without end.
//: ended = ["memory-limit", "cpu-limit", "output-limit", "exit"]
#include "/dev/zero"
int main() {}
