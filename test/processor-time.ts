// How long work of this thread takes, whatever else the machine does meanwhile.

/** @returns milliseconds of this thread's processor time */
export function processorTime(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}
