def gross(cents):
    return cents * 119 // 100
