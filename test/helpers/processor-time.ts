// How long something takes when nothing else keeps the processor busy: a loaded machine does not change it.

/** Milliseconds of processor time that this process spends on the work. */
export function processorMs(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  return process.cpuUsage(before).user / 1000
}
