// The result of each file and message of a conversation, from the FPDUs that decide it.

import type { Fpdu, FpduName } from '../../pesit/fpdu/fpdu.ts'
import { describeDiagnostic, isSuccess, retryOf } from '../../pesit/parameters/diagnostics.ts'
import { countedWords, quotedBytes } from './words.ts'

export interface TracedTransfer {
  /** From the requester's point of view; null: the capture begins after the request. */
  readonly direction: 'sent' | 'fetched' | 'message' | null
  readonly fileName: string | null
  label: string | null
  /** PI 13: from CREATE, or from the answer to SELECT. */
  number: number | null
  readonly isRestart: boolean
  restartPoint: number | null
  dataBytes: number
  articles: number
  /** Not all of its data is in the capture, or some of it twice. */
  isPartial: boolean
  /** `nothing`: there was no file to fetch. */
  stage: 'asked' | 'accepted' | 'data' | 'sent' | 'ending' | 'acknowledged' | 'nothing' | 'failed'
  /** What went wrong, in words. */
  trouble: string | null
}

/** How many transfers of a conversation are listed one by one. */
const maximumKept = 1000

const refusable: ReadonlySet<FpduName> = new Set([
  'ACK(CREATE)',
  'ACK(SELECT)',
  'ACK(ORF)',
  'ACK(READ)',
  'ACK(WRITE)',
  'ACK(MSG)',
])

export class TracedTransfers {
  readonly kept: TracedTransfer[] = []
  /** The number of all transfers, including the listed ones. */
  count = 0
  private current: TracedTransfer | null = null

  /** A control FPDU that was seen. */
  follow(fpdu: Fpdu): void {
    const { name, parameters } = fpdu
    const refusal = diagnosticRefusal(fpdu)
    if (name === 'CREATE' || name === 'SELECT' || name === 'MSG' || name === 'MSGDM')
      this.begin(fpdu)
    const { current } = this
    if (current === null) return
    if (name === 'ACK(SELECT)' && isNothing(fpdu)) return this.nothing(current)
    if (refusal !== null && refusable.has(name)) return this.fail(`${name} says: ${refusal}`)
    if (name === 'ABORT') return this.fail(`aborted: ${refusal ?? 'no reason given'}`)
    if (name === 'IDT') return this.fail(`interrupted: ${refusal ?? 'no reason given'}`)
    if (name === 'DTF.END' && refusal !== null)
      return this.fail(`its sender says that the data is not complete: ${refusal}`)
    this.move(current, name, parameters.restartPoint)
    if (name === 'ACK(SELECT)') {
      current.number = parameters.transferNumber ?? current.number
      current.label = parameters.logical?.label ?? null
    }
    if (name === 'ACK(TRANS.END)') this.judge(current, fpdu, refusal)
    else if (refusal !== null) this.late(current, name, refusal)
    if (name === 'ACK(DESELECT)' || name === 'ACK(MSG)') this.current = null
  }

  /** Data came for the file that is open. */
  data(dataBytes: number, articles: number, missingBytes: number): void {
    this.current ??= this.add({
      direction: null,
      fileName: null,
      label: null,
      number: null,
      isRestart: false,
    })
    const { current } = this
    current.dataBytes += dataBytes
    current.articles += articles
    current.isPartial ||= missingBytes > 0
    if (current.stage !== 'failed' && current.stage !== 'acknowledged') current.stage = 'data'
  }

  /** Compares the counts of TRANS.END or its answer with what was seen, for a file whose data is complete. */
  countFaults({ name, parameters: { byteCount, articleCount } }: Fpdu): readonly string[] {
    const { current } = this
    const counts = name === 'TRANS.END' || name === 'ACK(TRANS.END)'
    if (!counts || current === null || current.isPartial || current.stage === 'failed') return []
    const faults = []
    if (byteCount !== undefined && byteCount !== current.dataBytes)
      faults.push(
        `PI 27 says ${byteCount} where ${countedWords(current.dataBytes, 'byte')} travelled`,
      )
    if (articleCount !== undefined && articleCount !== current.articles)
      faults.push(
        `PI 28 says ${articleCount} where ${countedWords(current.articles, 'article')} travelled`,
      )
    return faults
  }

  /** The connection has ended. */
  cut(why: string): void {
    const { current } = this
    if (current === null) return
    const { stage } = current
    if (stage === 'acknowledged' || stage === 'failed' || stage === 'nothing') return
    const where = {
      asked: 'the question was not answered',
      accepted: 'no data had been sent',
      data: 'in the middle of the data',
      sent: 'all data had been sent, TRANS.END had not',
      ending: 'nobody knows: TRANS.END was not answered',
    }[stage]
    this.fail(`${why}: ${where}`)
  }

  private begin({ name, parameters }: Fpdu): void {
    const direction = name === 'CREATE' ? 'sent' : name === 'SELECT' ? 'fetched' : 'message'
    this.current = this.add({
      direction,
      fileName: parameters.file?.fileName ?? null,
      label: parameters.logical?.label ?? null,
      number: parameters.transferNumber || null,
      isRestart: parameters.restarted === true,
    })
  }

  private add(
    about: Pick<TracedTransfer, 'direction' | 'fileName' | 'label' | 'number' | 'isRestart'>,
  ): TracedTransfer {
    const transfer: TracedTransfer = {
      ...about,
      restartPoint: null,
      dataBytes: 0,
      articles: 0,
      isPartial: about.direction === null || about.isRestart,
      stage: 'asked',
      trouble: null,
    }
    this.count += 1
    if (this.kept.length < maximumKept) this.kept.push(transfer)
    return transfer
  }

  private move(current: TracedTransfer, name: FpduName, restartPoint: number | undefined): void {
    if (name === 'ACK(CREATE)' || name === 'ACK(SELECT)') current.stage = 'accepted'
    if (name === 'ACK(WRITE)' || name === 'READ') current.restartPoint = restartPoint ?? null
    if (name === 'RESYN') current.isPartial = true
    if (name === 'RESYN') current.restartPoint = restartPoint ?? current.restartPoint
    if (name === 'DTF.END' && current.stage !== 'failed') current.stage = 'sent'
    if (name === 'TRANS.END' && current.stage !== 'failed') current.stage = 'ending'
    if (name === 'ACK(MSG)') current.stage = 'acknowledged'
  }

  private judge(current: TracedTransfer, { parameters }: Fpdu, refusal: string | null): void {
    if (current.stage === 'failed') return
    if (refusal !== null) return this.fail(`not accepted: ${refusal}`)
    if (parameters.diagnostic === undefined)
      return this.fail('nobody knows: ACK(TRANS.END) has no diagnostic')
    current.stage = 'acknowledged'
  }

  /** CRF, DESELECT and their answers cannot refuse, but their diagnostics report. */
  private late(current: TracedTransfer, name: FpduName, refusal: string): void {
    const report = `${name} says: ${refusal}`
    if (current.trouble === null) current.trouble = report
  }

  private nothing(current: TracedTransfer): void {
    current.stage = 'nothing'
    this.current = null
  }

  private fail(trouble: string): void {
    const { current } = this
    if (current === null) return
    current.stage = 'failed'
    current.trouble ??= trouble
  }
}

/** No file is available: an answer, not a failure. */
function isNothing({ parameters: { diagnostic } }: Fpdu): boolean {
  return diagnostic !== undefined && retryOf(diagnostic).class === 'nothing'
}

/** A diagnostic other than success, in words. */
export function diagnosticRefusal({ parameters: { diagnostic } }: Fpdu): string | null {
  return diagnostic === undefined || isSuccess(diagnostic) ? null : describeDiagnostic(diagnostic)
}

/** `"VIREMENTS", transfer 9419`. */
export function nameOf({ fileName, label, number, direction }: TracedTransfer): string {
  const what = direction === 'message' ? 'a message' : 'a file'
  const names = [fileName === null ? what : quotedBytes(fileName)]
  if (label !== null) names.push(quotedBytes(label))
  if (number !== null) names.push(`transfer ${number}`)
  return names.join(', ')
}
