// What the examples in test/fixtures/pesit/*.hex mean, written by hand. Each goes both ways: these are
// all bytes that we may send ourselves.

import type { Fpdu } from '../../../src/pesit/fpdu/fpdu.ts'
import type { Parameters } from '../../../src/pesit/parameters/parameters.ts'
import { fromHex, loadHex } from '../../helpers/hex.ts'
import { complete } from './examples-complete.ts'

export interface Example {
  readonly title: string
  readonly bytes: Uint8Array
  readonly fpdu: Fpdu
}

const success = { diagnostic: { type: 0, reason: 0 } }
const connect: Parameters = {
  requester: 'CORPCLI',
  server: 'BANKSRV',
  accessControl: 'SECRET01',
  version: 2,
  sync: { intervalKb: 1, window: 1 },
  accessType: 'write',
  resync: false,
}
const create: Parameters = {
  file: { fileType: 0, fileName: 'VIREMENT' },
  transferNumber: 9419,
  dataCode: 'binary',
  priority: 0,
  entityBytes: 4096,
  logical: { articleFormat: 'fixed', articleBytes: 512, organisation: 0, label: 'PAIN001.XML' },
  physical: { spaceUnit: 'kilobytes', maximumSpace: 2 },
  historical: { creationDate: '260930081500' },
  client: 'CORPCLI',
  finalBank: 'BANKSRV',
  freeText: 'INV-42',
}
const select: Parameters = {
  file: { fileType: 0, fileName: 'RELEVE' },
  transferNumber: 0,
  requestedAttributes: 0xe0,
  priority: 0,
  entityBytes: 4096,
}
const noCompression = { compression: { use: false, type: 0 } }
const toBank = { dst: 0x61, src: 0 }
const toClient = { dst: 0x01, src: 0 }

const connection: readonly Fpdu[] = [
  { name: 'CONNECT', dst: 0, src: 1, parameters: connect },
  {
    name: 'CONNECT',
    dst: 0,
    src: 1,
    parameters: {
      ...connect,
      crc: true,
      accessControl: 'SECRET01NEWONE01',
      sync: { intervalKb: 65_535, window: 0 },
      accessType: 'mixed',
      resync: true,
      watchdogSeconds: 300,
      freeText: 'HELLO',
    },
  },
  {
    name: 'ACONNECT',
    dst: 1,
    src: 0x61,
    parameters: { version: 2, sync: { intervalKb: 1, window: 1 }, resync: false },
  },
  { name: 'RCONNECT', ...toClient, parameters: { diagnostic: { type: 3, reason: 304 } } },
  { name: 'RELEASE', dst: 0x61, src: 1, parameters: success },
  { name: 'RELCONF', dst: 1, src: 0x61, parameters: {} },
  { name: 'ABORT', dst: 1, src: 0x61, parameters: { diagnostic: { type: 3, reason: 317 } } },
  { name: 'ABORT', dst: 1, src: 0x61, parameters: {} },
]

const send: readonly Fpdu[] = [
  { name: 'CREATE', ...toBank, parameters: create },
  { name: 'CREATE', ...toBank, parameters: { ...create, restarted: true } },
  {
    name: 'ACK(CREATE)',
    ...toClient,
    parameters: { ...success, transferNumber: 9419, entityBytes: 4096 },
  },
  { name: 'ORF', ...toBank, parameters: noCompression },
  { name: 'ACK(ORF)', ...toClient, parameters: { ...success, ...noCompression } },
  { name: 'WRITE', ...toBank, parameters: {} },
  { name: 'ACK(WRITE)', ...toClient, parameters: { ...success, restartPoint: 0 } },
  { name: 'DTF', ...toBank, parameters: {}, body: fromHex('414243') },
  { name: 'SYN', ...toBank, parameters: { syncNumber: 1 } },
  { name: 'ACK(SYN)', ...toClient, parameters: { syncNumber: 1 } },
  { name: 'DTF.END', ...toBank, parameters: success },
  { name: 'TRANS.END', ...toBank, parameters: { byteCount: 1536, articleCount: 3 } },
  {
    name: 'ACK(TRANS.END)',
    ...toClient,
    parameters: { ...success, byteCount: 1536, articleCount: 3 },
  },
  { name: 'CRF', ...toBank, parameters: success },
  { name: 'ACK(CRF)', ...toClient, parameters: success },
  { name: 'DESELECT', ...toBank, parameters: success },
  { name: 'ACK(DESELECT)', ...toClient, parameters: success },
]

const receive: readonly Fpdu[] = [
  { name: 'SELECT', ...toBank, parameters: select },
  { name: 'SELECT', ...toBank, parameters: { ...select, transferNumber: 0x51, restarted: true } },
  {
    name: 'ACK(SELECT)',
    ...toClient,
    parameters: {
      ...success,
      file: { fileType: 0, fileName: 'RELEVE' },
      transferNumber: 0x51,
      dataCode: 'binary',
      entityBytes: 4096,
      logical: {
        articleFormat: 'variable',
        articleBytes: 1024,
        organisation: 0,
        label: 'CAMT053.XML',
      },
      physical: { spaceUnit: 'kilobytes', maximumSpace: 3 },
      historical: { creationDate: '260930060000' },
    },
  },
  {
    name: 'ACK(SELECT)',
    ...toClient,
    parameters: {
      ...success,
      file: { requester: 'A', server: 'B', fileType: 65_535, fileName: 'F' },
      transferNumber: 16_777_215,
      dataCode: 'ebcdic',
      entityBytes: 65_535,
      logical: { articleBytes: 80, organisation: 2, keyBytes: 12, keyOffset: 4 },
      physical: { spaceUnit: 'articles', maximumSpace: 9 },
      historical: { creationDate: '260930060000', extractionDate: '260930070000' },
    },
  },
  { name: 'READ', ...toBank, parameters: { restartPoint: 0 } },
  { name: 'ACK(READ)', ...toClient, parameters: success },
  { name: 'DTF', dst: 1, src: 2, parameters: {}, body: fromHex('0003 414243 0005 48454C4C4F') },
  { name: 'DTFDA', ...toClient, parameters: {}, body: fromHex('41424344') },
  { name: 'DTFMA', ...toClient, parameters: {}, body: fromHex('45464748') },
  { name: 'DTFFA', ...toClient, parameters: {}, body: fromHex('494A') },
  { name: 'TRANS.END', ...toBank, parameters: {} },
  {
    name: 'TRANS.END',
    ...toBank,
    parameters: { byteCount: Number.MAX_SAFE_INTEGER, articleCount: 4_294_967_295 },
  },
]

const message: readonly Fpdu[] = [
  {
    name: 'MSG',
    ...toBank,
    parameters: {
      file: { requester: 'BANKSRV', server: 'CORPCLI', fileType: 0, fileName: 'VIREMENT' },
      transferNumber: 9419,
      requestedAttributes: 0,
      historical: { creationDate: '260930081500' },
      client: 'BANKSRV',
      finalBank: 'CORPCLI',
      message: fromHex('5245434549564544'),
    },
  },
  {
    name: 'MSGDM',
    ...toBank,
    parameters: {
      file: { fileType: 65_535, fileName: 'M1' },
      transferNumber: 7,
      dataCode: 'ascii',
      priority: 2,
      historical: { creationDate: '260930081500' },
      message: fromHex('524543'),
    },
  },
  { name: 'MSGMM', ...toBank, parameters: { message: fromHex('454956') } },
  { name: 'MSGFM', ...toBank, parameters: { message: fromHex('4544') } },
  { name: 'ACK(MSG)', ...toClient, parameters: { ...success, transferNumber: 9419 } },
  {
    name: 'ACK(MSG)',
    ...toClient,
    parameters: {
      ...success,
      transferNumber: 9419,
      dataCode: 'ascii',
      message: fromHex('4F4B'),
    },
  },
]

const no = (reason: number) => ({ diagnostic: { type: 2, reason } })
const refusal: readonly Fpdu[] = [
  { name: 'ACK(CREATE)', ...toClient, parameters: { ...no(204), entityBytes: 4096 } },
  {
    name: 'ACK(SELECT)',
    ...toClient,
    parameters: {
      ...no(205),
      file: { fileType: 0, fileName: 'RELEVE' },
      transferNumber: 0,
      entityBytes: 4096,
    },
  },
  { name: 'ACK(ORF)', ...toClient, parameters: { ...no(211), ...noCompression } },
  { name: 'ACK(WRITE)', ...toClient, parameters: { ...no(213), restartPoint: 0 } },
  { name: 'ACK(READ)', ...toClient, parameters: no(214) },
  { name: 'ACK(MSG)', ...toClient, parameters: no(209) },
  {
    name: 'RCONNECT',
    ...toClient,
    parameters: { diagnostic: { type: 3, reason: 304 }, freeText: 'SECRET' },
  },
]

const interruption: readonly Fpdu[] = [
  { name: 'IDT', ...toBank, parameters: { ...no(216), endCode: 8 } },
  { name: 'IDT', ...toClient, parameters: { ...no(213), endCode: 4 } },
  { name: 'ACK(IDT)', ...toClient, parameters: {} },
  {
    name: 'RESYN',
    ...toClient,
    parameters: { diagnostic: { type: 1, reason: 100 }, restartPoint: 1 },
  },
  { name: 'ACK(RESYN)', ...toClient, parameters: { restartPoint: 1 } },
]

function pair(file: string, fpdus: readonly Fpdu[]): readonly Example[] {
  const loaded = loadHex(file)
  if (loaded.length !== fpdus.length) throw new Error(`${file}.hex has ${loaded.length} examples`)
  return loaded.map(({ title, bytes }, index) => ({
    title: `${title} (${file}.hex)`,
    bytes,
    fpdu: fpdus[index] as Fpdu,
  }))
}

export const examples: readonly Example[] = [
  ...pair('connection', connection),
  ...pair('send', send),
  ...pair('receive', receive),
  ...pair('message', message),
  ...pair('refusal', refusal),
  ...pair('interruption', interruption),
  ...pair('complete', complete),
]
