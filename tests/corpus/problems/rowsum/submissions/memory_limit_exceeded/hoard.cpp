// Keeps a mebibyte for each number, and writes to all of it.
#include <iostream>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<std::vector<char>> hoard;
    long long sum = 0, number;
    while (n-- > 0 && std::cin >> number) {
        hoard.emplace_back(1 << 20, 'x');
        sum += number;
    }
    std::cout << sum + static_cast<long long>(hoard.back().back() == 'y') << "\n";
}
