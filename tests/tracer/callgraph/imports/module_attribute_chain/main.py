import pack.tools.hammer
pack.tools.hammer.hit()
