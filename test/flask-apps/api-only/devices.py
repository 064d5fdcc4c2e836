from flask_jwt_extended import get_jwt_identity, jwt_required
from flask_restx import Namespace, Resource, fields

from store import Device, db

devices = Namespace('devices')

device = devices.model('Device', {'id': fields.Integer(readonly=True), 'label': fields.String(max_length=80)})


@devices.route('/')
class Devices(Resource):
    method_decorators = [jwt_required()]

    @devices.marshal_list_with(device)
    def get(self):
        return Device.query.filter_by(account_id=int(get_jwt_identity())).all()

    @devices.expect(device, validate=True)
    @devices.marshal_with(device, code=201)
    def post(self):
        new = Device(account_id=int(get_jwt_identity()), label=devices.payload['label'])
        db.session.add(new)
        db.session.commit()
        return new, 201


@devices.route('/<int:device_id>')
class OneDevice(Resource):
    @jwt_required()
    def delete(self, device_id):
        own = Device.query.filter_by(id=device_id, account_id=int(get_jwt_identity())).first_or_404()
        db.session.delete(own)
        db.session.commit()
        return '', 204
