"""Figures: data into drawings, text alternatives and tables; the same bytes for the same data.

* `data`: what a figure is. `assemble.assemble` makes one of the YAML's model, `csv_table.parse_csv` reads its CSV file.
* `drawing.draw`: the figure as SVG; `trend.trend`: an indicator's history, small enough for a table's cell.
* `wording.alternative`, `wording.table`: the figure in words, and as a table.

Charts are drawn by matplotlib, which is imported when the first chart is drawn; what is no chart has small
modules of its own. Nothing is imported here, so that the check of a plan loads no drawing.
"""
