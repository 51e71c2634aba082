"""The build: what is out of date, workers, atomic writes, the manifest.

`run` is the way through; `survey` decides what is out of date, `work` is what a worker does with one plan, `pool` runs
the workers, `state` and `manifest` remember, `site` puts files in their place and takes away those of plans that are
gone. Nothing imports YAML, pydantic, Jinja or WeasyPrint before a plan must be rendered: `tools` is the door to them.
"""
