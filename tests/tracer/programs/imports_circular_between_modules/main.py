"""Two modules that import each other, one of them inside a function."""
import alpha
from beta import Beta

alpha.Alpha().run()
Beta().back()
