import bisect
import heapq
from operator import attrgetter, itemgetter


class Job:
    def __init__(self, priority, action):
        self.priority = priority
        self.action = action

    def __lt__(self, other):
        return self.compare(other)

    def compare(self, other):
        return self.priority < other.priority


def first(): ...


def second(): ...


jobs = [Job(2, second), Job(1, first)]
jobs.sort()
jobs.sort(key=lambda job: job.priority, reverse=True)
queue = []
for job in jobs:
    heapq.heappush(queue, (job.priority, job))
while queue:
    _, job = heapq.heappop(queue)
    job.action()
bisect.insort(jobs, Job(3, first))
pairs = sorted([(1, first), (2, second)], key=itemgetter(0))
for _, action in pairs:
    action()
table = sorted({"a": first, "b": second}.items())
table[0][1]()
dict(pairs)[1]()
min(jobs, key=attrgetter("priority")).compare(jobs[0])
heapq.nsmallest(1, jobs)[0].action()
groups = {}
for job in jobs:
    groups.setdefault(job.priority, []).append(job)
for priority, members in groups.items():
    members[0].compare(members[-1])
