from typing import TYPE_CHECKING
def real(): pass
def ghost(): pass
action = real
if TYPE_CHECKING:
    ghost()
action()
