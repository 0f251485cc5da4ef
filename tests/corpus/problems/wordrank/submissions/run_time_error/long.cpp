// Has room for words of 30 letters, and gives up on longer ones.
#include <cstdlib>
#include <iostream>
#include <string>

int main() {
    for (std::string word; std::cin >> word;)
        if (word.size() > 30) std::abort();
    return 1;
}
