// Has room for ten numbers, and looks before it writes: std::out_of_range, and SIGABRT.
#include <array>
#include <iostream>

int main() {
    int n;
    std::cin >> n;
    std::array<long long, 10> numbers{};
    long long sum = 0;
    for (int i = 0; i < n; i++) std::cin >> numbers.at(i);
    for (long long number : numbers) sum += number;
    std::cout << sum << "\n";
}
