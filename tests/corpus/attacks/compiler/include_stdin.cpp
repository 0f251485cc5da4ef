// Source from the standard input.
//: ended = ["exit"]
//: exit_code = 1
#include "/dev/stdin"
