def is_own_path(target):
    if not target.startswith('/'):
        return False
    return not target.startswith(('//', '/\\'))


def own_path_of(target):
    if not target or not target.startswith('/') or target.startswith('//') or '\\' in target:
        return '/'
    return target
