// Writes to address 0 where there are many numbers: SIGSEGV.
#include <iostream>

int main() {
    int n;
    std::cin >> n;
    long long sum = 0, number;
    while (n-- > 0 && std::cin >> number) sum += number;
    volatile int *nowhere = nullptr;
    if (sum > 1'000'000'000) *nowhere = 1;
    std::cout << sum << "\n";
}
