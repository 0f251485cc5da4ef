// Never ends where there are many numbers.
#include <iostream>

int main() {
    int n;
    std::cin >> n;
    long long sum = 0, number;
    for (int i = 0; i < n; i++) {
        std::cin >> number;
        sum += number;
    }
    volatile unsigned long long turns = 0;
    while (n > 1000) turns = turns + 1;
    std::cout << sum << "\n";
}
