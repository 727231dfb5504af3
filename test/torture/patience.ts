// When a campaign is over: after so many minutes, or when it is told to stop. What has begun is brought to
// its end and counted all the same.

export function over(minutes: string | undefined): () => boolean {
  const endMs = minutes === undefined ? Infinity : performance.now() + Number(minutes) * 60_000
  let told = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (told = true))
  return () => told || performance.now() >= endMs
}
