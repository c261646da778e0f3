import json


class Point:
    def as_dict(self):
        return {"x": 1}


class Encoder(json.JSONEncoder):
    def default(self, o):
        return o.as_dict()


class Decoder(json.JSONDecoder):
    def __init__(self):
        super().__init__(object_hook=self.hook)

    def hook(self, table):
        return table


json.dumps({"p": Point()}, cls=Encoder)
json.loads('{"x": 1}', cls=Decoder)
json.loads('{"x": 1}', object_pairs_hook=dict)
