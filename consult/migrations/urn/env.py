from consult.migrations.environment import run

run()
