"""The legs, in the order in which a report walks them: admit, count, judge, publish.

`read` turns files and bodies into rows before `admit`; `follow` tells what became of a report;
`replay` walks a whole history through count and judge.
"""
