"""What `reference_impl.initializers` offers besides its own, for readers and type checkers; no program imports this."""

from .more import Constant as Constant
from .more import GlorotNormal as GlorotNormal
from .more import HeNormal as HeNormal
from .more import HeUniform as HeUniform
from .more import Identity as Identity
from .more import LecunNormal as LecunNormal
from .more import LecunUniform as LecunUniform
from .more import Ones as Ones
from .more import Orthogonal as Orthogonal
from .more import RandomNormal as RandomNormal
from .more import RandomUniform as RandomUniform
from .more import TruncatedNormal as TruncatedNormal
from .more import VarianceScaling as VarianceScaling

normal = RandomNormal
uniform = RandomUniform
one = Ones
OrthogonalInitializer = Orthogonal
IdentityInitializer = Identity
