// Marks the divisors in a table, which is too large where the number is.
#include <iostream>
#include <stdexcept>
#include <vector>

int main() {
    long long n;
    std::cin >> n;
    if (n > 1'000'000) throw std::length_error("too large a table");
    std::vector<char> divides(n + 1);
    for (long long i = 1; i <= n; i++) divides[i] = n % i == 0;
    for (long long i = 1; i <= n; i++)
        if (divides[i]) std::cout << i << "\n";
}
