// Uses no processor, and does not end where there are many words.
#include <chrono>
#include <iostream>
#include <map>
#include <string>
#include <thread>

int main() {
    std::map<std::string, int> counts;
    std::multimap<int, std::string> ranked;
    for (std::string word; std::cin >> word;) counts[word]++;
    for (const auto &[word, count] : counts) ranked.emplace(-count, word);
    if (-ranked.begin()->first > 100) std::this_thread::sleep_for(std::chrono::hours(1));
    for (const auto &[count, word] : ranked) std::cout << word << " " << -count << "\n";
}
