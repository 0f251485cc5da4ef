// Descriptors that it was not given: by number, and by those of pid 1.
//: ended = ["exit"]
//: says = ["all tried"]
#include "attack.h"
#include <dirent.h>
#include <string>
int main() {
    for (int number = 3; number < 4096; number++)
        if (fcntl(number, F_GETFD) >= 0) printf("ESCAPED inherited %d\n", number);
    for (std::string owner : {"/proc/1", "/proc/0", "/proc/2"}) {
        DIR *folder = opendir((owner + "/fd").c_str());
        if (folder && owner == "/proc/1") puts("ESCAPED the descriptors of pid 1");
        if (folder) closedir(folder);
        for (int number = 0; number < 64; number++)
            for (int flags : {O_RDONLY, O_WRONLY, O_RDWR}) {
                std::string path = owner + "/fd/" + std::to_string(number);
                int opened = owner == "/proc/2" && getpid() == 2
                                 ? -1
                                 : open(path.c_str(), flags | O_NONBLOCK);
                if (opened >= 0) printf("ESCAPED %s\n", path.c_str()), close(opened);
            }
    }
    return finish();
}
