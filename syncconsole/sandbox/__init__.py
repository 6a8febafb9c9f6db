"""Two simulated systems, EspoCRM and Advoware, behind real HTTP.

The package stands alone: it uses the standard library and imports nothing of the console. Each system is a
model that turns a request into an answer (``espocrm.EspoCrm``, ``advoware.Advoware``); ``server`` puts a model on a
port; ``run.Sandbox`` starts both.
"""
