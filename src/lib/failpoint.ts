// Named places at which a test may kill the process: `PESIT_DROP_FAILPOINT=name:n` kills it at the n-th
// pass. Without that variable a failpoint is nothing.

const [wanted = '', nth = '1'] = (process.env['PESIT_DROP_FAILPOINT'] ?? '').split(':')
let passes = 0

export function failpoint(name: string): void {
  if (wanted !== name) return
  passes += 1
  if (passes === Number(nth)) process.kill(process.pid, 'SIGKILL')
}
