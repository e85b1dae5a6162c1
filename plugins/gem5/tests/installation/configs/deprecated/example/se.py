# Stands for the script of gem5.
