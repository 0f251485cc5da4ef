// Templates that double at each level.
//: ended = ["memory-limit", "cpu-limit", "exit"]
//: fails = true
template <int level, class... Types> struct Bomb : Bomb<level - 1, Types..., Types...> {};
template <class... Types> struct Bomb<0, Types...> {};
Bomb<40, int, long> bomb;
int main() {}
