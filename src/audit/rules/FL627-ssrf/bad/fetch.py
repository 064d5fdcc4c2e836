import requests


class Fetcher:
    def load(self, address):
        return requests.get(address, timeout=3).text  # expect: FL627
