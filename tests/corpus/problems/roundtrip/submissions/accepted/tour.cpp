#include <cmath>
#include <iostream>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<double> x(n), y(n);
    for (int i = 0; i < n; i++) std::cin >> x[i] >> y[i];
    double length = 0;
    for (int i = 0; i < n; i++) {
        int next = (i + 1) % n;
        length += std::hypot(x[next] - x[i], y[next] - y[i]);
    }
    // With an exponent: 1.000000000000e+01 is 10 as well.
    std::cout.precision(12);
    std::cout << std::scientific << length << "\n";
}
