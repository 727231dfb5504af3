// What the simulation runs of the bank: the sandbox bank as it is. Compiled by program.ts.

export { startSandbox } from '../../../src/sandbox/start.ts'
