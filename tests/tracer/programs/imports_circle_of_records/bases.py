from dataclasses import dataclass

import models


@dataclass
class Base:
    first: object
