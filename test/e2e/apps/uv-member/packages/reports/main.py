import tabulate

print(tabulate.tabulate([["tea", 3]]))
