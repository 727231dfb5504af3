// The program of the process that looks into sealed files.

import { serveInspections } from './check-serve.ts'
import { inspect } from './checker.ts'

serveInspections(inspect)
