import kit
kit.tool()
