// Adds in 32 bits: right for small numbers alone.
#include <cstdint>
#include <iostream>

int main() {
    int n;
    std::cin >> n;
    std::uint32_t sum = 0;
    long long number;
    while (n-- > 0 && std::cin >> number) sum += static_cast<std::uint32_t>(number);
    std::cout << static_cast<std::int32_t>(sum) << "\n";
}
