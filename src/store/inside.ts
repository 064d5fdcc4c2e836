// Finds the mistake of using the store itself inside one of its transactions, where the two would wait for each other.
import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * One per store. On SQLite such a query would wait for ever for the only writer; on Postgres it takes a second
 * connection of the pool, which stops everybody once all of them do it. So both refuse at the first try.
 */
export class Inside {
  readonly #transactions = new AsyncLocalStorage<{ open: boolean }>()

  async run<T>(work: () => Promise<T>): Promise<T> {
    const transaction = { open: true }
    try {
      return await this.#transactions.run(transaction, work)
    } finally {
      // What `work` left running for later may use the store again.
      transaction.open = false
    }
  }

  refuse(): void {
    if (this.#transactions.getStore()?.open) {
      throw new Error(
        'The store was used inside one of its own transactions: use the `tx` that it hands over.',
      )
    }
  }
}
