"""Leaves the number itself out."""

number = int(input())
small = [each for each in range(1, min(number, 1000) + 1) if number % each == 0]
print(*sorted({*small, *(number // each for each in small)} - {number}), sep="\n")
