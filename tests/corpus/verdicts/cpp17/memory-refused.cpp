// More than any machine has: refused at once, with hardly any memory in use.
#include <vector>

int main() {
    std::vector<char> field(1L << 46);
    return field[0];
}
