// Does not come back.
#include <cmath>
#include <iostream>

int main() {
    int n;
    double x, y, length = 0;
    std::cin >> n >> x >> y;
    for (int i = 1; i < n; i++) {
        double fromX = x, fromY = y;
        std::cin >> x >> y;
        length += std::hypot(x - fromX, y - fromY);
    }
    std::cout.precision(12);
    std::cout << length << "\n";
}
