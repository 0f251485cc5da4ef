// Links where files are expected: to secrets of the host and of the box, and in a circle.
//: ended = ["exit"]
//: take = ["*"]
//: taken = ["honest"]
#include "attack.h"
int main(int, char **arguments) {
    int worked = symlink("/etc/shadow", "shadow") + symlink(arguments[1], "secret") +
                 symlink("circle", "circle") + symlink("/proc/self/environ", "environ") +
                 symlink("/", "root") + symlink("honest", "relative") +
                 symlink("/dev/zero", "zero") + symlink("/proc/1/mem", "memory");
    int file = open("honest", O_WRONLY | O_CREAT, 0600);
    return worked + (write(file, "honest", 6) != 6);
}
