def work(): pass
class Job:
    @property
    def action(self):
        return work
Job().action()
