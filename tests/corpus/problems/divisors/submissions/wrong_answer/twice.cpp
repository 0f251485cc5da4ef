// Prints the root of a square twice.
#include <iostream>

int main() {
    long long n;
    std::cin >> n;
    for (long long i = 1; i * i <= n; i++)
        if (n % i == 0) std::cout << i << "\n" << n / i << "\n";
}
