// The program of the process that looks into sealed files.

import { serveLooks } from './check-serve.ts'
import { lookInto } from './checker.ts'

serveLooks(lookInto)
