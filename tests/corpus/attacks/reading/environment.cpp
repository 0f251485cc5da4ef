// The environment, its own and what the stack still has of another.
//: ended = ["exit"]
//: stdout_is = "nothing else\n"
#include "attack.h"
extern char **environ;
int main() {
    for (char **one = environ; *one; one++) printf("ESCAPED %s\n", *one);
    puts("nothing else");
}
