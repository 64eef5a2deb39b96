"""The one place where the stages meet: each module is one act of the desk, its steps written out in order."""
