"""What `reference_impl.random` offers besides its own, for readers and type checkers; no program imports this."""

from .random_draws import categorical as categorical
from .random_draws import randint as randint
from .random_draws import shuffle as shuffle
from .random_normal import normal as normal
from .random_normal import truncated_normal as truncated_normal
from .seed_generator import SeedGenerator as SeedGenerator
