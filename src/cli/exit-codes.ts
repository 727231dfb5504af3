// The exit codes of commands: a promise to scripts.

export const exitCodes = {
  done: 0,
  /** The command could not be carried out; the message says why. */
  failed: 1,
  /** The command line itself was wrong. */
  usage: 2,
  /** `status`: something needs a person. `send`: the file is held, or in doubt. */
  needsPerson: 3,
  /** `send`, `receive`: the transfer has not ended yet, and continues by itself. */
  underWay: 4,
  daemonNotRunning: 10,
  ledgerInUse: 11,
  /** The disk of the ledger failed (EX_IOERR): the program is started again and recovers. */
  ledgerFailed: 74,
  /** The configuration is wrong (EX_CONFIG): systemd does not restart on it. */
  configuration: 78,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
