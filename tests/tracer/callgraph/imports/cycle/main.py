from one import start
start()
