import jwt

KEY = 'a-key-for-tests-only-0123456789abcdef'


def test_unsigned_token_is_refused(client):
    token = jwt.encode({'sub': '1'}, None, algorithm='none')
    assert client.get('/v1/sensors', headers={'Authorization': f'Bearer {token}'}).status_code == 401


def test_claims_without_verification():
    token = jwt.encode({'sub': '1'}, KEY, algorithm='HS256')
    assert jwt.decode(token, options={'verify_signature': False})['sub'] == '1'
