// What a command's exit code means: a promise to scripts.

export const exitCodes = {
  done: 0,
  /** What was asked could not be done; the message says why. */
  failed: 1,
  /** The command line itself was wrong. */
  usage: 2,
  /** `status`: something needs a person. `send`: it is held, or in doubt. */
  needsPerson: 3,
  /** `send`, `receive`: it is with us and goes on by itself; it has not ended yet. */
  underWay: 4,
  daemonNotRunning: 10,
  ledgerInUse: 11,
  /** The disk failed the ledger (EX_IOERR): the program starts again and recovers. */
  ledgerFailed: 74,
  /** The configuration is wrong (EX_CONFIG): systemd does not restart on it. */
  configuration: 78,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
