class SchedulesReader:
    era = None

    def __init__(self, *a):
        pass

    def read(self, *a):
        return False

    def finish(self):
        pass


def is_schedule(rows):
    return False
