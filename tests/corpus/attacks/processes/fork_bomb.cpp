// Every process forks for ever.
//: ended = ["process-limit", "cpu-limit", "wall-limit"]
//: forks_refused = true
#include <unistd.h>
int main() {
    for (;;) fork();
}
