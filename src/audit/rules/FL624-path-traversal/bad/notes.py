class Notes:
    def __init__(self, folder):
        self.folder = folder

    def read(self, name):
        with open(f'{self.folder}/{name}') as file:  # expect: FL624
            return file.read()


def load(name):
    return Notes('notes').read(name)
