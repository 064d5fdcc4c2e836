POLICY = '; '.join(["default-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"])


def harden(response):
    response.headers.update({'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff'})
    return response
