"""Starts with 0."""

number = int(input())
for each in range(number):
    if number % each == 0:
        print(each)
