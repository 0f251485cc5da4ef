#include <iostream>

int main() {
    int n;
    std::cin >> n;
    long long sum = 0, number;
    while (n-- > 0 && std::cin >> number) sum += number;
    std::cout << sum << "\n";
}
