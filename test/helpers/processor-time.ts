// How long something takes when nothing else keeps the processor busy: a loaded machine does not change it.

/** Milliseconds of processor time that this process spends on the work. */
export function processorMs(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  return process.cpuUsage(before).user / 1000
}

/** The same, of work that goes on after this turn of the event loop. */
export async function processorMsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  return process.cpuUsage(before).user / 1000
}
