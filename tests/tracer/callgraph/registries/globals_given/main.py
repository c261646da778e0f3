import kinds

kinds.get(input())()
