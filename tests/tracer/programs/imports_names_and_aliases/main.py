import tools.text as text
from tools import numbers as n, text as t
from tools.text import Upper as Up, make as m

Up().run()
m().run()
text.make().run()
t.Upper().run()
n.add(1)
text.numbers.add(2)
