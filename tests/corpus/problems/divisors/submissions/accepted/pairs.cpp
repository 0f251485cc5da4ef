// The small ones upwards, each with its partner.
#include <iostream>

int main() {
    long long n;
    std::cin >> n;
    for (long long i = 1; i * i <= n; i++) {
        if (n % i) continue;
        std::cout << i << "\n";
        if (i * i != n) std::cout << n / i << "\n";
    }
}
