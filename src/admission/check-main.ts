// The program of the process that inspects sealed files.

import { serveInspections } from './check-serve.ts'
import { inspect } from './checker.ts'

serveInspections(inspect)
