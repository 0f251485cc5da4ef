// Makes both streams one, and writes a little: neither is lost, none is over.
//: ended = ["exit"]
//: stdout_is = "one\ntwo\n"
#include <unistd.h>
int main() {
    dup2(1, 2);
    return write(1, "one\n", 4) + write(2, "two\n", 4) != 8;
}
