from lib import *
shown()
