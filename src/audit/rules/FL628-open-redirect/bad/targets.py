from urllib.parse import urljoin, urlsplit

from flask import request


def has_no_host(target):
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return False
    return True


def is_same_host(target):
    own = urlsplit(request.host_url)
    other = urlsplit(urljoin(request.host_url, target))
    return other.scheme in ('http', 'https') and own.netloc == other.netloc


def path_of(target):
    if not target or not target.startswith('/'):
        return '/'
    return target
