POLICY = {
    'Content-Security-Policy': "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'same-origin',
    'Cache-Control': 'no-store',
}


def set_headers(response):
    for name, value in POLICY.items():
        response.headers.setdefault(name, value)
    return response


def init_app(app):
    app.after_request(set_headers)
