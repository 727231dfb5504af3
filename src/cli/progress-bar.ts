// Progress in one line: what, a bar, the share, the rate, the remaining time. Pure.

const width = 24

export function barOf(what: string, done: number, total: number, passedMs: number): string {
  const share = total === 0 ? 1 : Math.min(1, done / total)
  const full = Math.round(share * width)
  const bar = `${'█'.repeat(full)}${'░'.repeat(width - full)}`
  const perSecond = passedMs <= 0 ? 0 : done / (passedMs / 1000)
  const rate = `${(perSecond / 1e6).toFixed(1)} MB/s`
  const left = perSecond === 0 ? '' : `  ${timeOf((total - done) / perSecond)} left`
  return `${what} ${bar} ${Math.floor(share * 100)} %  ${rate}${share === 1 ? '' : left}`
}

function timeOf(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
