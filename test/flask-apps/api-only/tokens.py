from flask_jwt_extended import create_access_token
from flask_restx import Namespace, Resource, reqparse

from store import Account

tokens = Namespace('tokens')

credentials = reqparse.RequestParser()
credentials.add_argument('name', required=True, location='json')
credentials.add_argument('password', required=True, location='json')


@tokens.route('/')
class Tokens(Resource):
    def post(self):
        given = credentials.parse_args()
        account = Account.query.filter_by(name=given['name']).first()
        if account is None or not account.check_password(given['password']):
            return {'message': 'Wrong name or password'}, 401
        return {'access_token': create_access_token(identity=str(account.id))}
