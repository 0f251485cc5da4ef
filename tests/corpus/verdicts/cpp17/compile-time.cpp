// Each level has twice as many functions to make.
template <int depth, long path>
struct Tree {
    static long sum() { return Tree<depth - 1, path * 2>::sum() + Tree<depth - 1, path * 2 + 1>::sum(); }
};

template <long path>
struct Tree<0, path> {
    static long sum() { return path; }
};

int main() { return static_cast<int>(Tree<24, 1>::sum()); }
