// A small seeded generator, so that a random test that fails can be run again.

export interface Random {
  /** A whole number from 0 up to, without, `limit`. */
  below(limit: number): number
  pick<Item>(items: readonly Item[]): Item
}

/** Steps of an LCG with Knuth's constants (MMIX), of which the upper bits are used. */
export function seeded(seed: number): Random {
  let state = BigInt(seed)
  const below = (limit: number): number => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n)
    return Number((state >> 33n) % BigInt(Math.max(1, limit)))
  }
  return { below, pick: (items) => items[below(items.length)]! }
}
