// Tells all about each number: more than a mebibyte where there are many.
#include <iostream>
#include <string>

int main() {
    int n;
    std::cin >> n;
    long long sum = 0, number;
    std::string told;
    while (n-- > 0 && std::cin >> number) {
        sum += number;
        if (n > 500) told += std::string(4096, '.');
    }
    std::cout << told << sum << "\n";
}
