def is_own_path(target):
    if not target.startswith('/'):
        return False
    return not target.startswith(('//', '/\\'))
