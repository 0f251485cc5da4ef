"""From the prime factors, the largest divisor first."""

number = rest = int(input())
divisors = {1}
factor = 2
while factor * factor <= rest:
    while rest % factor == 0:
        divisors |= {factor * each for each in divisors}
        rest //= factor
    factor += 1
divisors |= {rest * each for each in divisors}
print(*sorted(divisors, reverse=True), sep="\n")
