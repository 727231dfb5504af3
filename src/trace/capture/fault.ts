// A fault in a capture: what, where, and what to do. A value, not an exception: everything before it is still
// shown.

export interface CaptureFault {
  /** `unreadable`: nothing after it can be trusted. `cut-off`: the file only ends too early. */
  readonly kind: 'unreadable' | 'cut-off'
  readonly what: string
  /** The offset in the file, in bytes. */
  readonly offset: number
  readonly advice: string
}

export function captureFault(what: string, offset: number, advice: string): CaptureFault {
  return { kind: 'unreadable', what, offset, advice }
}

const damagedAdvice =
  'What stands before it is shown. Copy the file again (in binary mode), or capture again.'

/** For lengths that are impossible in a capture. */
export function damaged(what: string, offset: number): CaptureFault {
  return captureFault(what, offset, damagedAdvice)
}

export function cutOff(what: string, offset: number): CaptureFault {
  return {
    kind: 'cut-off',
    what,
    offset,
    advice:
      'All that is whole is shown. Stop tcpdump before you copy its file; write with `-U` if you read while it runs.',
  }
}
