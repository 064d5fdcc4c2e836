// How much may be looked at for one question: variables that name each other would go on for ever.

export interface Budget {
  left: number
}

/** Takes one; false when nothing is left. */
export function spend(budget: Budget): boolean {
  budget.left--
  return budget.left >= 0
}
