// Asked for wrongly: an unknown setting, a file that is no baseline. In words for whoever called; exit code 2.

export class UsageError extends Error {
  override readonly name = 'UsageError'
}
