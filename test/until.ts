// What another process, or the far end of a connection, does in its own time.

/** Milliseconds; a busy machine takes its time. */
const PATIENCE = 20_000
/** Milliseconds between two looks. */
const LOOK_AFTER = 5

/** Looks again until it is so. @returns whether it came to be so */
export async function until(holds: () => boolean | Promise<boolean>): Promise<boolean> {
  const end = performance.now() + PATIENCE
  while (!(await holds())) {
    if (performance.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, LOOK_AFTER))
  }
  return true
}
