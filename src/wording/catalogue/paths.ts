// Messages about files of this machine that programs name by their path. Pure.

import { entry } from '../entry.ts'

export const paths = {
  'PATH-NOT-YOURS': entry<{
    readonly path: string
    readonly uid: number
    readonly use: 'send' | 'put'
  }>({ scope: 'daemon', severity: 'warning', fault: 'operator', heals: false }),
} as const
