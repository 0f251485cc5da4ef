#include <cstdlib>
#include <cstring>
#include <vector>

int main() {
    std::vector<char*> kept;
    for (;;) {
        kept.push_back(new char[1 << 20]);
        memset(kept.back(), 1, 1 << 20);
    }
}
