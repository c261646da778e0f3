import models

models.run()
models.run_other()
