// The keys that say how a bank's software speaks PeSIT. A key that is left out gets the value of the bank's
// dialect (dialect-presets.ts).

import { z } from 'zod'
import { needs } from './schema-fault.ts'
import { size } from './values.ts'

export const dialectNames = [
  'standard',
  'connect-express',
  'axway-cft',
  'waarp',
  'pesit-wizard',
  'pesitwizard-rs',
] as const
export type DialectName = (typeof dialectNames)[number]

const sync = z.strictObject({
  interval: size(
    'Bytes between two sync points (PI 7), whole KB. An interrupted transfer loses at most this much. Connect:Express uses 32 KB',
    { usual: '4 MB', least: '1 KB', most: '65534 KB' },
  ).refine((bytes) => bytes % 1024 === 0, needs('whole-kb')),
  window: z
    .int()
    .min(0)
    .max(15)
    .default(4)
    .describe('How many sync points may be unacknowledged. 0: none is ever acknowledged, avoid it'),
})

const codePage = z.enum(['037', '297', '500', '1147'])

/** How files are transferred as records; also a key of outboxes and inboxes. */
export const recordsSchema = z
  .union(
    [
      z.literal('bytes'),
      z.strictObject({
        lines: z
          .enum(['lf', 'crlf'])
          .describe(
            'One line is one record, its end does not travel; this is the end that lines have on our side',
          ),
        codePage: codePage
          .optional()
          .describe('Lines are EBCDIC on the way: 037, 297 (French), 500 or 1147 (French, with €)'),
        charset: z
          .enum(['ascii', 'latin1'])
          .default('ascii')
          .describe('What our side may hold where lines are translated; else the file is held'),
        trim: z.boolean().default(false).describe('Take blanks off the ends of received lines'),
        empty: z
          .enum(['blank', 'keep'])
          .default('blank')
          .describe('An empty line travels as one blank, which all products take, or as it is'),
      }),
      z.strictObject({
        bytes: z
          .strictObject({
            codePage: codePage.describe('Bytes are text, EBCDIC on the way, without line ends'),
            charset: z
              .enum(['ascii', 'latin1'])
              .default('ascii')
              .describe('What our side may hold; else the file is held'),
          })
          .describe('Text without line ends, EBCDIC on the way'),
      }),
    ],
    {
      error: needs('records'),
    },
  )
  .describe(
    'How files become records. bytes: cut anywhere, nothing is changed (Connect:Express BV, BF, BU). { lines: … }: one line a record (TV, TF), for hosts that want text. A file that is not as set, such as CRLF where lf is set, is held',
  )

const diagnostics = z.array(z.string().regex(/^[0-3]-\d{3}$/, needs('diagnostic')))

const template = (what: string) =>
  z
    .string()
    .regex(/^([\x20-\x7e]*)$/, needs('ascii-template'))
    .regex(/^(?:[^{}]|\{virtualFile\}|\{name\})*$/, needs('template'))
    .optional()
    .describe(what)

export const dialectKeys = {
  framing: z
    .enum(['prefixed', 'raw'])
    .optional()
    .describe(
      'Two bytes of length before each entity. raw: Connect:Express over TLS without TCPIP_HEADER, CFT with SSERV=PESIT, Waarp with useNSDU off',
    ),
  abort: z
    .enum(['raw', 'parameter'])
    .optional()
    .describe('How ABORT says its reason: three bare bytes, or as PI 2 (PeSIT Wizard)'),
  access: z
    .enum(['mixed', 'oneWay'])
    .optional()
    .describe(
      'PI 22. oneWay: a connection sends or fetches, never both (CFT without REVERSE, some hosts)',
    ),
  entityBytes: z
    .int()
    .min(512)
    .max(65_535)
    .optional()
    .describe(
      'Largest data entity (PI 25). Connect:Express takes 65535, CFT 32750, PeSIT Wizard 4096',
    ),
  articleBytes: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe(
      'Record length (PI 32). Absent: as fits one entity; for fixed records that of the format, such as 160',
    ),
  articleFormat: z
    .enum(['variable', 'fixed'])
    .optional()
    .describe('Records of varying length or all of one (PI 31)'),
  records: recordsSchema.optional(),
  dataCode: z
    .enum(['binary', 'ascii', 'ebcdic'])
    .optional()
    .describe(
      'What PI 16 says; absent: what `records` makes of the bytes. It changes no byte itself',
    ),
  multiArticle: z
    .boolean()
    .optional()
    .describe(
      'Several records in one DTF: faster for short ones. All must take it; AST and CFT have a switch',
    ),
  segmentation: z
    .boolean()
    .optional()
    .describe('A record that fits no entity goes in pieces (DTFDA, DTFMA, DTFFA)'),
  concatenation: z
    .boolean()
    .optional()
    .describe('Several data FPDUs in one entity. All must take it; AST and CFT have a switch'),
  compression: z
    .enum(['none', 'horizontal', 'vertical', 'both'])
    .optional()
    .describe('Asked for (PI 21); the bank may say no. Waarp and PeSIT Wizard have none'),
  checksum: z
    .boolean()
    .optional()
    .describe('PI 1: two bytes behind each FPDU. For old lines only; TLS protects better'),
  resync: z
    .boolean()
    .optional()
    .describe(
      'PI 23: the bank may ask for a part once more. Never with Waarp, which gets it wrong',
    ),
  sync: z
    .union([sync, z.literal(false)], {
      error: needs('sync'),
    })
    .optional()
    .describe('Sync points. false: none, an interrupted file begins anew'),
  restart: z
    .boolean()
    .optional()
    .describe(
      'Go on with a broken transfer (PI 15). false where the bank’s software cannot: PeSIT Wizard, Waarp with other intervals',
    ),
  finalBarrier: z
    .union([z.boolean(), z.literal('unlessRefused')], { error: needs('final-barrier') })
    .optional()
    .describe(
      'One sync point after the last byte, acknowledged before the end is asked for, where sync points are agreed: a line that is cut before leaves no doubt. unlessRefused: as true, until the bank says no to it or the line breaks there twice in a row',
    ),
  probe: z
    .enum(['never', 'ifSynced', 'always'])
    .optional()
    .describe(
      'Ask about a file in doubt by a restart: only after the bank was proved to answer honestly. always: also when no sync point was confirmed',
    ),
  commitPoint: z
    .enum(['transferEnd', 'close', 'deselect'])
    .optional()
    .describe(
      'When the bank’s yes is final: at ACK(TRANS.END) as the specification says, or only at ACK(CRF) or ACK(DESELECT) (Waarp)',
    ),
  dupCodes: diagnostics
    .optional()
    .describe(
      'Diagnostics by which this bank says that it has a file already, proved in tests: they end a doubt. Axway Gateway with its duplicate check: 2-204; CFT: 2-250',
    ),
  noContextCodes: diagnostics
    .optional()
    .describe('Diagnostics by which it says that it kept nothing of a broken transfer'),
  fileName: template(
    'PI 12. {virtualFile} alone is the usual one; Waarp in standard mode wants a path such as {virtualFile}/{name}',
  ),
  label: z
    .union([z.boolean(), template('')])
    .optional()
    .describe('PI 37: the file’s name, or a text with {name} in it; false: not sent'),
  freeText: template('PI 99, for banks that route by it. Not sent when absent'),
  attributes: z
    .enum(['all', 'allLow', 'none'])
    .optional()
    .describe(
      'PI 14 of SELECT. all: E0 (Connect:Express, Axway). allLow: 07 (PeSIT Wizard in Rust, pesitwizard-rs)',
    ),
}
